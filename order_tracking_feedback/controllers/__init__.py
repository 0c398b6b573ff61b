from . import acceptance, feedback, returns
