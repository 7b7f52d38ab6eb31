"""The methodology: notes, their index, and finding the right one."""
