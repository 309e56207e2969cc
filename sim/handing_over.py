"""How compiled code hands the tables of a world from function to function: as one address.

To numba a tuple of fifty tables is four hundred numbers, handed over one by one in every call; declaring them took half of the time of
compilation. Here they stay together in one block of memory, which `State` becomes when Python calls a compiled function, and every function
gets the address of that block. `s.projects` is read from it.
"""

import hashlib

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, lower_getattr_generic, models, register_model, typeof_impl, unbox

from sim.tables import State

COPIED = ("nitems", "data", "shape", "strides")
"""What compiled code needs of numba's description of an array; it owns no memory, so that nobody counts references."""


class Tables(types.Type):
    """numba's type of a `State` of these tables, which are arrays of records or numbers."""

    def __init__(self, fields: tuple[types.Array, ...]) -> None:
        self.fields = fields
        text = ";".join(map(str, fields))
        super().__init__(name=f"Tables_{hashlib.sha256(text.encode()).hexdigest()[:12]}")

    @property
    def block(self) -> types.NamedTuple:
        """The type of the block of memory."""
        return types.NamedTuple(self.fields, State)


register_model(Tables)(models.OpaqueModel)  # an address


@typeof_impl.register(State)
def type_of_state(state: State, context) -> Tables:
    """What numba asks when Python hands over a world."""
    return Tables(tuple(numba.typeof(table) for table in state))


@infer_getattr
class TableOfTables(AttributeTemplate):
    """`s.projects` is the array of that name."""

    key = Tables

    def generic_resolve(self, tables: Tables, name: str) -> types.Array | None:
        """The type of one table."""
        return tables.fields[State._fields.index(name)] if name in State._fields else None


@lower_getattr_generic(Tables)
def read_table(context, builder, tables: Tables, address, name: str):
    """Where the rows of one table lie and how many there are, read from the block."""
    place = State._fields.index(name)
    array, record = tables.fields[place], tables.fields[place].dtype
    block = builder.bitcast(address, context.get_value_type(tables.block).as_pointer())
    there = context.make_array(array)(context, builder, ref=builder.gep(block, [cgutils.int32_t(0), cgutils.int32_t(place)], inbounds=True))
    here = context.make_array(array)(context, builder)
    for part in COPIED:
        setattr(here, part, getattr(there, part))
    here.itemsize = ir.Constant(here.itemsize.type, record.size if isinstance(record, types.Record) else record.bitwidth // 8)
    return here._getvalue()


@unbox(Tables)
def put_in_a_block(tables: Tables, state, context) -> NativeValue:
    """The block lies on the stack of the call from Python and lasts as long as that."""
    native = context.unbox(tables.block, state)
    slot = cgutils.alloca_once_value(context.builder, native.value)
    return NativeValue(context.builder.bitcast(slot, cgutils.voidptr_t), is_error=native.is_error, cleanup=native.cleanup)
