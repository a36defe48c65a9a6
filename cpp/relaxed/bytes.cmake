# cmake -DFROM=file -DTO=list.inc -P bytes.cmake: a file's bytes, for an array's braces.
file(READ "${FROM}" bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE "${TO}" "${bytes}\n")
