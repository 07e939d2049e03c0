"""The pictures of the README, made from named scenes: a fixed day, a fixed record, no clock."""
