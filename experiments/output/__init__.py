"""The folder of a result: JSON, tables, frozen scenarios, provenance and figures, written whole or not at all.

check_folder("out/chenzhou")                                          # before simulating; raises OutputError
check_glyphs("out/chenzhou", scenarios, "zh")                         # the same for what figures cannot draw
written = write_results("out/chenzhou", document, scenarios, lang="zh")
"""

from experiments.output.errors import OutputError
from experiments.output.folder import check_folder
from experiments.output.write import Written, check_glyphs, write_results

__all__ = ["OutputError", "Written", "check_folder", "check_glyphs", "write_results"]
