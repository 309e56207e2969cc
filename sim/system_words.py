"""What the operating system says when a file or folder cannot be used, in the reader's language."""

import errno

ZH = {
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EROFS: "磁盘或文件夹是只读的",
    errno.ENOENT: "上级文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹",
    errno.EEXIST: "已经存在",
    errno.EBUSY: "正被其他程序使用",
    errno.ENAMETOOLONG: "名称太长",
    errno.EINVAL: "名称含有系统不接受的字符",
    errno.EILSEQ: "名称含有系统不接受的字符",
    errno.ELOOP: "链接互相指向，没有尽头",
    errno.ENXIO: "设备不可用",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
}
"""Reasons by number; all that a planner is likely to meet."""


def system_words(error: Exception) -> tuple[str, str]:
    """Why the system refused, in Chinese and in English; in Chinese, a rare reason keeps the system's own words."""
    number = getattr(error, "errno", None)
    english = (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
    if isinstance(error, ValueError) and "null" in english:
        return "名称含有空字符", "the name holds a null character"
    return ZH.get(number, english), english
