// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/quarantine.h"

#include <map>

namespace documents {
namespace {

// Depth-first along `keys`, telling a circle (a node that is its own ancestor) from a
// node that is merely referred to twice.
class CircleSearch {
public:
    explicit CircleSearch(std::vector<std::string> keys) : m_keys(std::move(keys)) {}

    bool finds_circle(Handle root) {
        std::vector<Step> steps{{root, false}};
        while (!steps.empty()) {
            Step step = steps.back();
            steps.pop_back();
            const QPDFObjGen id = step.object.getObjGen();
            if (step.is_leaving) {
                m_states[id] = State::done;
                continue;
            }
            if (step.object.isIndirect()) {
                const State state = m_states[id];
                if (state == State::open) return true;
                if (state == State::done) continue;
                m_states[id] = State::open;
                steps.push_back({step.object, true});
            }
            for (const std::string& key : m_keys) push(steps, member(step.object, key));
        }
        return false;
    }

private:
    enum class State { unseen, open, done };
    struct Step {
        Handle object;
        bool is_leaving = false;
    };

    void push(std::vector<Step>& steps, Handle value) {
        if (value.isDictionary()) steps.push_back({value, false});
        for (Handle item : items_of(value)) {
            if (item.isDictionary()) steps.push_back({item, false});
        }
    }

    std::vector<std::string> m_keys;
    std::map<QPDFObjGen, State> m_states;
};

}  // namespace

void find_circles(const QuarantineInput& input, Findings& findings) {
    const auto search = [&](Handle root, std::vector<std::string> keys, const char* detail) {
        if (!root.isDictionary() || !CircleSearch(std::move(keys)).finds_circle(root)) return;
        findings.push_back({FindingKind::nested_too_deeply, Severity::refuse, -1, ref_of(root), detail});
    };
    search(member(input.pdf.catalog(), "/StructTreeRoot"), {"/K"}, "the structure tree goes in a circle");
    search(member(input.pdf.catalog(), "/Outlines"), {"/First", "/Next"}, "the outline goes in a circle");
    Handle names = member(input.pdf.catalog(), "/Names");
    if (names.isDictionary()) {
        for (const std::string& key : names.getKeys()) search(member(names, key), {"/Kids"}, "a name tree goes in a circle");
    }
}

}  // namespace documents
