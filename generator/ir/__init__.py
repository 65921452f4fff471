"""The intermediate representation: a service as readers produce it and targets print it, in no particular language.

Import it as a module (`from .. import ir`) and write `ir.List` and `ir.Member`: the prefix keeps these short names
apart from `typing.List` and `enum.Enum`. `values` declares what a service consists of; `walk` visits and rewrites it.
"""

from .values import NULL as NULL
from .values import RECEIVED as RECEIVED
from .values import UNCONSTRAINED as UNCONSTRAINED
from .values import Absent as Absent
from .values import Alias as Alias
from .values import Constraints as Constraints
from .values import Enrichment as Enrichment
from .values import Enum as Enum
from .values import Ingredient as Ingredient
from .values import List as List
from .values import Literal as Literal
from .values import Map as Map
from .values import Member as Member
from .values import Method as Method
from .values import OneOf as OneOf
from .values import Operation as Operation
from .values import Paginator as Paginator
from .values import Ref as Ref
from .values import Scalar as Scalar
from .values import ScalarKind as ScalarKind
from .values import Service as Service
from .values import Shape as Shape
from .values import Source as Source
from .values import Stream as Stream
from .values import Structure as Structure
from .values import Tag as Tag
from .values import Tuple as Tuple
from .values import Type as Type
from .values import Union as Union
from .values import Unknown as Unknown
from .values import Use as Use
from .values import Waiter as Waiter
from .values import replace as replace
from .walk import Change as Change
from .walk import allows_null as allows_null
from .walk import alternatives as alternatives
from .walk import cached_per_service as cached_per_service
from .walk import everywhere as everywhere
from .walk import is_key as is_key
from .walk import map_members as map_members
from .walk import map_types as map_types
from .walk import one_of as one_of
from .walk import reachable as reachable
from .walk import references as references
from .walk import references_by_shape as references_by_shape
from .walk import tag_of as tag_of
from .walk import types_of as types_of
from .walk import with_received_types as with_received_types
