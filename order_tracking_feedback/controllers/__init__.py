from . import acceptance, complaint, feedback, returns, review
