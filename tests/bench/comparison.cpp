// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/comparison.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/resource.h>
#include <thread>

namespace bench {
namespace {

std::string number(double value) {
    char text[32];
    const int digits = value >= 1000 ? 0 : value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value == 0 ? 0 : 3;
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string spread(const Figures& figures, const std::string& unit) {
    if (figures.empty()) return "-";
    const auto [least, most] = std::minmax_element(figures.begin(), figures.end());
    return number(*least) + " / **" + number(median(figures)) + "** / " + number(*most) + " " + unit;
}

std::string words_of(const Target& target, const std::string& unit) {
    switch (target.kind) {
        case Target::Kind::at_most: return "at most " + number(target.value) + " " + unit;
        case Target::Kind::at_least: return "at least " + number(target.value) + " " + unit;
        case Target::Kind::at_most_times_the_peer: return "at most " + number(target.value) + " x";
    }
    return {};
}

bool is_met(const Line& line) {
    if (line.ours.empty()) return false;
    const double ours = median(line.ours);
    switch (line.target->kind) {
        case Target::Kind::at_most: return ours <= line.target->value;
        case Target::Kind::at_least: return ours >= line.target->value;
        case Target::Kind::at_most_times_the_peer: return ours <= line.target->value * median(line.theirs);
    }
    return false;
}

std::string first_value(const char* path, const std::string& key) {
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with(key) && colon != std::string::npos) return line.substr(colon + 2);
    }
    return "unknown";
}

}  // namespace

double median(Figures figures) {
    if (figures.empty()) return 0;
    std::sort(figures.begin(), figures.end());
    const std::size_t middle = figures.size() / 2;
    return figures.size() % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
}

void Comparison::print(const std::string& title) const {
    std::printf("\n### %s\n\n| figure | ours: least / **median** / most | beside it | theirs | ours : theirs | target | met |\n"
                "|---|---|---|---|---|---|---|\n", title.c_str());
    for (const Line& line : m_lines) {
        const bool has_peer = !line.theirs.empty() && median(line.theirs) > 0;
        std::printf("| %s | %s | %s | %s | %s | %s | %s |\n", line.what.c_str(), spread(line.ours, line.unit).c_str(),
                    line.peer.empty() ? "-" : line.peer.c_str(), spread(line.theirs, line.unit).c_str(),
                    has_peer ? (number(median(line.ours) / median(line.theirs)) + " : 1").c_str() : "-",
                    line.target ? words_of(*line.target, line.unit).c_str() : "-",
                    line.target ? (is_met(line) ? "yes" : "**no**") : "-");
    }
    std::fflush(stdout);
}

void print_surroundings() {
    double load[1]{};
    getloadavg(load, 1);
    std::printf("%s, %u cores, g++ %s, %s, load %.1f, nice %d\n", first_value("/proc/cpuinfo", "model name").c_str(),
                std::thread::hardware_concurrency(), __VERSION__, BUILD_TYPE, load[0], getpriority(PRIO_PROCESS, 0));
    std::fflush(stdout);
}

}  // namespace bench
