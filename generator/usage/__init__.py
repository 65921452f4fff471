"""Which operations code uses.

`flow` follows clients through Python code, by its syntax. `analysis` decides what of that counts, `pages` reads what
TypeScript imports, and `scan` puts them together. `selection` compares the result with a configuration. `catalog` and
`outputs` know what there is to use: the operations of botocore, the resources of boto3, and the classes of our outputs.
"""

from .findings import Certainty as Certainty
from .findings import Findings as Findings
from .findings import Unknown as Unknown
from .findings import Use as Use
from .scan import report_unknowns as report_unknowns
from .scan import scan as scan
from .selection import Output as Output
from .selection import Selection as Selection
from .selection import report_selection as report_selection
from .selection import select as select
