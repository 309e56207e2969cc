"""How compiled code reads the tables of a world: all of them by one address, each as rows that lie one after the other.

To numba a tuple of fifty tables is four hundred numbers, handed over one by one in every call; declaring them took half of the time of
compilation. Here they stay together in one block of memory, which `State` becomes when Python calls a compiled function, and every function
gets the address of that block. `s.projects` is read from it.

To compiled code a table of records is less than an array: it has a `size` and rows that are counted from its beginning. Nothing has to be asked
before a row is read, and what else might be asked of a table does not compile. With `NUMBA_BOUNDSCHECK=1` a row that is not there is an IndexError.
"""

import hashlib
import operator

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from sim.tables import State

COPIED = ("nitems", "data", "shape", "strides")
"""What compiled code needs of numba's description of an array; it owns no memory, so that nobody counts references."""


class Tables(types.Type):
    """numba's type of a `State` of these tables, which are arrays of records or numbers."""

    def __init__(self, fields: tuple[types.Array, ...]) -> None:
        self.fields = fields
        super().__init__(name=f"Tables_{short_hash(';'.join(map(str, fields)))}")

    @property
    def block(self) -> types.NamedTuple:
        """The type of the block of memory."""
        return types.NamedTuple(self.fields, State)

    def table(self, name: str) -> types.Type | None:
        """The type of one table as compiled code sees it; None where there is none of this name."""
        if name not in State._fields:
            return None
        array = self.fields[State._fields.index(name)]
        return Table(array.dtype) if isinstance(array.dtype, types.Record) and array.ndim == 1 else array


class Table(types.Type):
    """numba's type of a table of records: where its rows begin, and how many there are."""

    def __init__(self, row: types.Record) -> None:
        self.row = row
        super().__init__(name=f"Table_{short_hash(str(row))}")


def short_hash(text: str) -> str:
    """A short name for a long one: numba writes the names of all arguments into that of a function."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@register_model(Table)
class TableModel(models.StructModel):
    """What is handed over for a table."""

    def __init__(self, manager, table: Table) -> None:
        super().__init__(manager, table, [("first", table.row), ("size", types.intp)])


register_model(Tables)(models.OpaqueModel)  # an address


_described: dict[tuple, Tables] = {}  # by the kinds of all tables


@typeof_impl.register(State)
def type_of_state(state: State, context) -> Tables:
    """What numba asks when Python hands over a world, once for every function: describing fifty tables takes as long as loading one."""
    kinds = tuple((table.dtype, table.ndim, table.flags.num) for table in state)
    if kinds not in _described:
        _described[kinds] = Tables(tuple(numba.typeof(table) for table in state))
    return _described[kinds]


@infer_getattr
class TableOfTables(AttributeTemplate):
    """`s.projects` is the table of that name."""

    key = Tables

    def generic_resolve(self, tables: Tables, name: str) -> types.Type | None:
        """The type of one table."""
        return tables.table(name)


@infer_getattr
class SizeOfTable(AttributeTemplate):
    """`s.projects.size` is the number of its rows."""

    key = Table

    def resolve_size(self, table: Table) -> types.Type:
        """The type of that number."""
        return types.intp


@infer_global(operator.getitem)
class RowOfTable(AbstractTemplate):
    """`s.projects[i]` is a row."""

    def generic(self, args, keywords):
        """The types of what is asked and found."""
        table, number = args
        return signature(table.row, table, types.intp) if isinstance(table, Table) and isinstance(number, types.Integer) else None


@infer_global(operator.setitem)
class RowIntoTable(AbstractTemplate):
    """`s.projects[i] = row` copies a row."""

    def generic(self, args, keywords):
        """The types of what is put where."""
        table, number, row = args
        fits = isinstance(table, Table) and isinstance(number, types.Integer) and row == table.row
        return signature(types.none, table, types.intp, row) if fits else None


@lower_getattr_generic(Tables)
def read_table(context, builder, tables: Tables, address, name: str):
    """Where the rows of one table lie and how many there are, read from the block."""
    place, kind = State._fields.index(name), tables.table(name)
    array = tables.fields[place]
    block = builder.bitcast(address, context.get_value_type(tables.block).as_pointer())
    there = context.make_array(array)(context, builder, ref=builder.gep(block, [cgutils.int32_t(0), cgutils.int32_t(place)], inbounds=True))
    if isinstance(kind, Table):
        found = cgutils.create_struct_proxy(kind)(context, builder)
        found.first, found.size = builder.bitcast(there.data, found.first.type), there.nitems
        return found._getvalue()
    here = context.make_array(array)(context, builder)
    for part in COPIED:
        setattr(here, part, getattr(there, part))
    here.itemsize = ir.Constant(here.itemsize.type, array.dtype.size if isinstance(array.dtype, types.Record) else array.dtype.bitwidth // 8)
    return here._getvalue()


@lower_getattr(Table, "size")
def read_size(context, builder, table: Table, value):
    """How many rows a table has."""
    return cgutils.create_struct_proxy(table)(context, builder, value=value).size


def find_row(context, builder, table: Table, value, number):
    """Where a row lies: row `number`, counted from 0, of the table handed over as `value`."""
    found = cgutils.create_struct_proxy(table)(context, builder, value=value)
    if config.BOUNDSCHECK:
        cgutils.do_boundscheck(context, builder, number, found.size)
    return builder.gep(found.first, [number], inbounds=True)


@lower_builtin(operator.getitem, Table, types.intp)
def read_row(context, builder, called, values):
    """A row is handed on as its address, as numba does with records."""
    return find_row(context, builder, called.args[0], *values)


@lower_builtin(operator.setitem, Table, types.intp, types.Record)
def copy_row(context, builder, called, values):
    """All bytes of a row are copied."""
    value, number, row = values
    size = ir.Constant(ir.IntType(64), called.args[0].row.size)
    cgutils.raw_memcpy(builder, find_row(context, builder, called.args[0], value, number), row, size, 1, align=8)


@unbox(Tables)
def put_in_a_block(tables: Tables, state, context) -> NativeValue:
    """The block lies on the stack of the call from Python and lasts as long as that."""
    native = context.unbox(tables.block, state)
    slot = cgutils.alloca_once_value(context.builder, native.value)
    return NativeValue(context.builder.bitcast(slot, cgutils.voidptr_t), is_error=native.is_error, cleanup=native.cleanup)
