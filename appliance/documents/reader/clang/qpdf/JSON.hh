// SPDX-License-Identifier: Apache-2.0
// Stands before qpdf's own JSON.hh when clang compiles the reader. That header defaults the
// destructor of a vector<JSON> inside JSON itself, which clang refuses in C++20; the reader
// uses nothing of qpdf's JSON, and for the functions that return one a declaration is enough.
#pragma once

class JSON;
