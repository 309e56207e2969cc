"""A file of the store that is not what was written: which, and why, in Chinese and in English."""

from pathlib import Path

REASONS: dict[str, tuple[str, str]] = {
    "unreadable": ("不能读取：{why}", "cannot be read: {why}"),
    "checksum": ("{size} 个字节的校验和是 {found}，与文件名中的不同", "the checksum of its {size} bytes is {found}, not that of its name"),
    "not_parquet": ("不是完好的 Parquet 文件（{why}）", "not readable as Parquet: {why}"),
    "other_batch": ("其中的行属于另一批，不是 {id}", "its rows belong to another batch than {id}"),
    "other_columns": ("它的列与这一批的不同", "it has other columns than its batch"),
    "not_json": ("不是完好的 JSON 文件（第 {line} 行第 {column} 列）", "not readable as JSON (line {line}, column {column})"),
    "changed": ("内容与这一批的编号不符，被改动过", "what it says is not what the id of this batch stands for: it was changed"),
    "lost": ("说明文件不见了", "the manifest is gone"),
    "other_manifest": ("它不是这一批的说明文件", "it is not the manifest of this batch"),
    "set_aside": ("已移开，其中的运行还没有重新计算", "set aside, and its runs are not computed anew yet"),
    "restless": ("读取时它一再被换掉", "it goes again and again"),
}


class Damaged(Exception):
    """A file that cannot be used as it lies there. `code` names the reason, `facts` fill it (pairs: Chinese, English)."""

    exit_code = 3

    def __init__(self, path: Path, code: str, **facts: str | tuple[str, str]):
        self.path, self.code, self.facts = path, code, facts
        super().__init__(f"{path}: {self.why()}")

    def why(self, lang: str = "en") -> str:
        """The reason by itself."""
        place = lang != "zh"
        return REASONS[self.code][place].format_map({name: each[place] if isinstance(each, tuple) else each for name, each in self.facts.items()})

    def render(self, lang: str = "en") -> str:
        """The error as one paragraph: where, why, next step."""
        where = f"{self.path.parent.name}/{self.path.name}"
        if lang == "zh":
            return f"{where}：运行库中的文件已损坏（{self.why(lang)}）。下一步：再执行同一命令，会把它移开并重新计算。"
        return f"{where}: a file of the run store is damaged ({self.why()}). Next step: the same command sets it aside and computes its runs anew."
