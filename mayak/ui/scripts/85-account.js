// Passkeys: the browser is asked to make one or to use one, its answer goes into a hidden field of the form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

const isAble = Boolean(window.isSecureContext && window.PublicKeyCredential);

const make = async ({ publicKey }) => {
  const key = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
    },
  });
  const { response } = key;
  return {
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() || [],
    },
    clientExtensionResults: { credProps: key.getClientExtensionResults().credProps },
  };
};

const use = async ({ publicKey }) => {
  const key = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: named(publicKey.allowCredentials),
    },
  });
  const { response } = key;
  return {
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle && text(response.userHandle),
    },
    clientExtensionResults: {},
  };
};

const questionOf = async (button) => {
  if (button.dataset.passkeyOptions) return JSON.parse(button.dataset.passkeyOptions);
  const answer = await fetch(button.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
};

const { say, toast } = window.mayak;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-passkey-get], [data-passkey-make]");
  if (!button) return;
  const field = document.querySelector(button.dataset.passkeyGet || button.dataset.passkeyMake);
  const trouble = button.form.querySelector("[data-passkey-trouble]");
  if (trouble) trouble.hidden = true;
  try {
    const question = await questionOf(button);
    const answer = await (button.dataset.passkeyMake ? make(question) : use(question));
    field.disabled = false;
    field.value = JSON.stringify(answer);
    button.form.submit();
  } catch {
    // closed by the person, no passkey for this place, a device without any
    if (trouble) trouble.hidden = false;
    else toast(say("passkey_failed"), "warn");
  }
});

if (isAble) document.querySelectorAll("[data-passkey-form]").forEach((form) => { form.hidden = false; });
