# SPDX-License-Identifier: Apache-2.0
# cmake -DINPUT=a.mo -DNAME=embedded_english -DOUTPUT=a.cpp -P embed.cmake
file(READ ${INPUT} content HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," content "${content}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" content "${content}")
file(WRITE ${OUTPUT} "#include \"ui/screens/embedded.h\"\n\nnamespace screens {\n\nbase::ByteView ${NAME}() {\n"
  "    static constexpr std::uint8_t bytes[] = {\n${content}};\n    return bytes;\n}\n\n}  // namespace screens\n")
