from .contact import Contact as Contact
from .team import Team as Team
