"""Directions of work that Mayak itself writes into records: data of the office, the same in every language."""

# Of the standing assignment that contacts without one belong to.
SERVICE = "Дистанционное обслуживание"

# What work with a client may be about beside it (W1); an office's own words come with its records.
CALLING = "Дистанционный обзвон"
MANAGER = "Дистанционный менеджер"
DEBT = "Дебиторская задолженность"
RENEWAL = "Продление"
TRAINING = "Обучение"
OFFERED = (CALLING, MANAGER, DEBT, RENEWAL, TRAINING, SERVICE)
