"""Every string on screen exists in English and Russian; and the tool that says so is itself right."""

from pathlib import Path

import pytest
from django.test import override_settings
from django.utils.translation.trans_real import DjangoTranslation

from mayak.server.translations import compile_stale
from tools.translations import catalogues, python, templates
from tools.translations.__main__ import ROOT, check
from tools.translations.messages import App, Finding, apps_of

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

"""  # noqa: E501

ENTRY = 'msgid "{}"\nmsgstr "{}"\n'


@pytest.fixture
def app(tmp_path: Path) -> App:
    """An app of one module and one template, with a complete catalogue."""
    root = tmp_path / "shop"
    (root / "templates" / "shop").mkdir(parents=True)
    (root / "apps.py").write_text("", encoding="utf-8")
    write(root / "views.py", 'from django.utils.translation import gettext as _\n_("Pay %(sum)s")\n')
    write(root / "templates" / "shop" / "page.html", '<h1>{% translate "Shop" %}</h1>')
    app = App(root)
    write_catalogue(app, ENTRY.format("Pay %(sum)s", "К оплате %(sum)s"), ENTRY.format("Shop", "Лавка"))
    return app


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_catalogue(app: App, *entries: str) -> None:
    write(app.catalogue, PO + "\n".join(entries))


def texts_of(findings: list[Finding]) -> list[str]:
    return [finding.text for finding in findings]


# --- the product --------------------------------------------------------------------------------------


@pytest.mark.parametrize("app", apps_of(ROOT / "mayak"), ids=lambda app: app.name)
def test_the_product_is_complete(app: App) -> None:
    assert [str(finding) for finding in check([app], apps_of(ROOT / "mayak"))] == []


# --- extraction ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('from django.utils.translation import gettext as _\n_("One")', [("", "One", "")]),
        ('from django.utils.translation import gettext_lazy\ngettext_lazy("A" "B")', [("", "AB", "")]),
        (
            'from django.utils.translation import ngettext as n\nn("%(n)s day", "%(n)s days", 2)',
            [("", "%(n)s day", "%(n)s days")],
        ),
        ('from django.utils.translation import pgettext\npgettext("verb", "Call")', [("verb", "Call", "")]),
        ('from django.utils import translation as t\nt.gettext("Deep")', [("", "Deep", "")]),
        ("from mayak.server.words import gettext as _\n_('Before Django')", [("", "Before Django", "")]),
        ('def _(text): ...\n_("not gettext")', []),
        ("from django.utils.translation import gettext as _\n_(name)", []),
    ],
)
def test_strings_of_python(tmp_path: Path, code: str, expected: list[tuple[str, str, str]]) -> None:
    found, wrong = python.messages(write(tmp_path / "module.py", code))
    assert [(message.context, message.singular, message.plural) for message in found] == expected
    assert wrong == []


@pytest.mark.parametrize("words", ['f"Pay {amount}"', '"Pay " + amount', '"Pay {}".format(amount)', '"%s" % amount'])
def test_an_expression_inside_gettext_is_found(tmp_path: Path, words: str) -> None:
    module = write(tmp_path / "module.py", f"from django.utils.translation import gettext as _\n_({words})")
    assert len(python.messages(module)[1]) == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Shop" %}', [("", "Shop", "")]),
        ("{% trans 'Shop' context 'noun' as name %}", [("noun", "Shop", "")]),
        ('{% translate "60 % paid" %}', [("", "60 %% paid", "")]),
        ("{% translate name %}", []),
        ('{% include "x.html" with title=_("Shop") %}{{ _("Till") }}', [("", "Shop", ""), ("", "Till", "")]),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", [("", "Hello %(name)s", "")]),
        (
            "{% blocktranslate trimmed count n=days context 'age' %}\n  {{ n }} day\n{% plural %}\n {{ n }}\n days"
            "{% endblocktranslate %}",
            [("age", "%(n)s day", "%(n)s days")],
        ),
        ('{% comment %}{% translate "Old" %}{% endcomment %}{# {% translate "Older" %} #}', []),
    ],
)
def test_strings_of_templates(tmp_path: Path, source: str, expected: list[tuple[str, str, str]]) -> None:
    found, wrong = templates.messages(write(tmp_path / "page.html", source))
    assert [(message.context, message.singular, message.plural) for message in found] == expected
    assert wrong == []


# --- words outside of gettext -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<p>Nothing yet</p>",
        '<input placeholder="Search">',
        '<button aria-label="Close">×</button>',
        '<input type="submit" value="Save">',
        "<p>{% if a > b %}More{% endif %}</p>",
        "<p>Клиент</p>",
        '<p title="Клиент"></p>',
        '{% translate "Клиент" %}',
        '{% include "ui/empty.html" with title="Nothing yet" %}',
        '{{ name|default:"No name" }}',
    ],
)
def test_raw_words_of_a_template_are_found(tmp_path: Path, source: str) -> None:
    assert templates.raw_strings(write(tmp_path / "page.html", source))


@pytest.mark.parametrize(
    "source",
    [
        '<p class="big" {% if a > b %}hidden{% endif %}>{% translate "Nothing" %} — 5 ₽</p>',
        "{% blocktranslate %}All of this is translated{% endblocktranslate %}",
        "<kbd>Enter</kbd> <b class='kbd on'>Esc</b> <code>mayak up</code> <script>let word = 1</script>",
        '<span lang="ru">Русский</span>',
        '<b translate="no">Postgres <i>and</i> more</b>',
        "{# a word to developers #}{% comment %}another{% endcomment %}<!-- and one more -->",
        "<h1>Mayak</h1>",
        '{% url "client" pk=1 %}<a href="/clients/" class="link">{{ client.name|default:"–" }}</a>',
    ],
)
def test_a_template_in_both_languages_passes(tmp_path: Path, source: str) -> None:
    page = write(tmp_path / "page.html", source)
    assert texts_of(templates.raw_strings(page, plain_words=["Mayak"])) == []


@pytest.mark.parametrize(
    "code",
    [
        'name = "Клиент"',
        'raise MayakError("No such client")',
        'messages.success(request, "Saved")',
        'form.add_error("inn", "Wrong")',
        'models.CharField(help_text="Ten digits")',
        'class Kind(models.TextChoices):\n    CALL = "call", "Call"',
    ],
)
def test_raw_words_of_code_are_found(tmp_path: Path, code: str) -> None:
    assert len(python.raw_strings(write(tmp_path / "module.py", code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        '"""Клиент в коде называется Client."""\n# клиент\nname = "client"',
        'raise MayakError(_("No such client"))',
        'QUARTER = re.compile(r"кв(?:артал)?")',
        'class Kind(models.TextChoices):\n    CALL = "call", _("Call")',
    ],
)
def test_code_in_both_languages_passes(tmp_path: Path, code: str) -> None:
    assert python.raw_strings(write(tmp_path / "module.py", code)) == []


# --- catalogues ---------------------------------------------------------------------------------------


def test_a_complete_catalogue_passes(app: App) -> None:
    assert catalogues.findings_of(app) == []


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("", "not in the catalogue"),
        (ENTRY.format("Pay %(sum)s", ""), "not translated"),
        ("#, fuzzy\n" + ENTRY.format("Pay %(sum)s", "К оплате %(sum)s"), "fuzzy"),
        (ENTRY.format("Pay %(sum)s", "К оплате %(total)s"), "placeholders differ"),
        (ENTRY.format("Pay %(sum)s", "К оплате - %(sum)s"), "a hyphen for a dash"),
        (ENTRY.format("Pay %(sum)s", 'К \\"оплате\\" %(sum)s'), "straight quotes"),
        (ENTRY.format("Pay %(sum)s", "К оплате %(sum)s") + "\n" + ENTRY.format("Old", "Старое"), "no longer used"),
        (ENTRY.format("Pay %(sum)s", "К оплате %(sum)s") + '\n#~ msgid "Old"\n#~ msgstr "Было"\n', "obsolete"),
    ],
)
def test_a_fault_of_a_catalogue_is_found(app: App, entry: str, expected: str) -> None:
    write_catalogue(app, ENTRY.format("Shop", "Лавка"), entry)
    (finding,) = catalogues.findings_of(app)
    assert finding.text.startswith(expected)


def test_a_missing_plural_form_is_found(app: App) -> None:
    write(
        app.root / "views.py", 'from django.utils.translation import ngettext\nngettext("%(n)s day", "%(n)s days", 1)'
    )
    plural = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s день"\nmsgstr[1] "%(n)s дня"\n'
    write_catalogue(app, ENTRY.format("Shop", "Лавка"), plural)
    assert texts_of(catalogues.findings_of(app)) == ["not translated: “%(n)s day”"]
    write_catalogue(app, ENTRY.format("Shop", "Лавка"), plural + 'msgstr[2] "%(n)s дней"\n')
    assert catalogues.findings_of(app) == []


def test_update_adds_the_new_drops_the_gone_and_keeps_the_rest(app: App) -> None:
    write(app.root / "templates" / "shop" / "page.html", '<h1>{% translate "Market" %}</h1>')
    assert catalogues.update(app, app.root) == (1, 1)
    assert {entry.id: entry.string for entry in catalogues.read(app.catalogue) if entry.id} == {
        "Market": "",
        "Pay %(sum)s": "К оплате %(sum)s",
    }
    before = app.catalogue.read_bytes()
    assert catalogues.update(app, app.root) == (0, 0)
    assert app.catalogue.read_bytes() == before


def test_a_new_string_takes_over_the_translation_of_another_app(app: App) -> None:
    other = App(app.root.parent / "till")
    write(other.root / "views.py", 'from django.utils.translation import gettext\ngettext("Shop")')
    catalogues.update(other, other.root, catalogues.memory_of([app]))
    assert [entry.string for entry in catalogues.read(other.catalogue) if entry.id] == ["Лавка"]


def test_two_translations_of_one_string_are_found(app: App) -> None:
    other = App(app.root.parent / "till")
    write_catalogue(other, ENTRY.format("Shop", "Магазин"))
    (finding,) = catalogues.conflicts([app, other])
    assert finding.path == other.catalogue
    assert "translated differently in shop" in finding.text


def test_a_compiled_catalogue_speaks_russian_plurals(tmp_path: Path) -> None:
    plural = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "день"\nmsgstr[1] "дня"\nmsgstr[2] "дней"\n'
    write(tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.po", PO + plural)
    assert [compile_stale(tmp_path), compile_stale(tmp_path)] == [1, 0]
    with override_settings(LOCALE_PATHS=[tmp_path / "locale"]):
        words = DjangoTranslation("ru")
    forms = [words.ngettext("%(n)s day", "%(n)s days", number) for number in (1, 2, 5, 11, 22, 112)]
    assert forms == ["день", "дня", "дней", "дней", "дня", "дней"]
