"""What the store says to whoever opens its folder without the program."""

README = """\
techfunnel 运行库 / techfunnel run store
========================================

这里保存已完成的模拟。相同的内容（情景、参数、种子、月数、模型源码）只算一次，以后直接读取。
可以整个文件夹复制、移动或删除；删掉的只是需要重新计算。请不要修改其中的文件。

Finished simulations. What is the same (scenario, parameters, seed, months, sources of the model) is computed once and read from here later.
The folder may be copied, moved or deleted as a whole; what is deleted is computed anew. Do not change files in it.

runs/<kind>-<id>/manifest.json      决定这些行的一切，以及各列的含义 / what decided the rows, and what the columns are
runs/<kind>-<id>/scenario.json      情景全文 / the scenario in full
runs/<kind>-<id>/versions.json      校准版本，第 n 次用第（n mod 个数）个，从 0 数起 / calibrated versions, taking turns from 0 on
runs/<kind>-<id>/tasks-*.parquet    每行一次模拟，按 task 编号 / one row per run, numbered by the column "task"
runs/<kind>-<id>/failed-*.json      失败的模拟：参数、种子、出错位置、重现命令 / runs that failed: parameters, seed, traceback, command
set-aside/                          损坏的文件（已重新计算） / damaged files (their rows were computed anew)

文件名最后 16 位是文件内容 SHA-256 的前 16 位（sha256sum 可核对）。同一 task 若出现两次，两行相同。
The last 16 characters of a name are the first of the SHA-256 of the file (compare with sha256sum). If a task appears twice, the rows are equal.

不用本程序读取 / reading without the program:
  Python   import pyarrow.dataset as d; d.dataset("runs/world-<id>", exclude_invalid_files=True).to_table().to_pandas()
  R        arrow::read_parquet(file) ; dplyr::bind_rows(lapply(Sys.glob("runs/world-<id>/tasks-*.parquet"), arrow::read_parquet))
  DuckDB   select * from 'runs/world-<id>/tasks-*.parquet'
  Excel    funnel runs export <id> runs.xlsx   （各列的单位和含义在第二张表 / units and meaning of the columns on the second sheet）
"""
