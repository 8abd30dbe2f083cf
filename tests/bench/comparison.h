// SPDX-License-Identifier: Apache-2.0
// Figures side by side: ours, and from the same run a peer's or the physical limit's.
// Printed as a Markdown table, which is what RESULTS.md keeps. Nothing fails here: a
// speed is never a test.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bench {

// The same figure taken several times.
using Figures = std::vector<double>;

struct Target {
    enum class Kind { at_most, at_least, at_most_times_the_peer };
    Kind kind;
    double value;
};

struct Line {
    std::string what;
    std::string unit;               // "ms", "MB", "entries/s"
    Figures ours;
    std::string peer = {};          // whose the others are; empty: nobody's
    Figures theirs = {};
    std::optional<Target> target = {};
};

class Comparison {
public:
    void add(Line line) { m_lines.push_back(std::move(line)); }
    // Least, median and most of each; ratio and verdict are of the medians.
    void print(const std::string& title) const;

private:
    std::vector<Line> m_lines;
};

double median(Figures figures);

// One line on this machine, this build and how busy it is now.
void print_surroundings();

}  // namespace bench
