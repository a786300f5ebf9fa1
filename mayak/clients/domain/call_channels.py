"""How imported tables name the channel of a consent to calls, in lower case."""

CALL_CHANNELS = ["phone", "call", "calls", "телефон", "звонок", "звонки", "по телефону"]
