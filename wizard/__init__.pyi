from wizard.api import WizardError as WizardError
from wizard.api import decide as decide
from wizard.api import due as due
from wizard.api import explain as explain
from wizard.api import facts as facts
from wizard.api import schema as schema
from wizard.api import what_if as what_if

__version__: str
