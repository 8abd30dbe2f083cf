// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/object_graph.h"

#include "appliance/documents/reader/object_text.h"

#include <utility>

namespace documents {

ObjectGraph walk_objects(OpenedPdf& pdf, const std::function<void(Handle, Ref)>& visit) {
    constexpr std::size_t values_max = 20'000'000;
    ObjectGraph graph;
    std::size_t values = 0;
    std::vector<std::pair<Handle, Ref>> waiting{{pdf.trailer(), Ref{}}};
    while (!waiting.empty()) {
        auto [object, holder] = waiting.back();
        waiting.pop_back();
        if (object.isIndirect()) {
            if (!graph.reached.insert(object.getObjGen()).second) continue;
            holder = ref_of(object);
        }
        if (graph.reached.size() > objects_max || ++values > values_max) {
            graph.is_too_large = true;
            break;
        }
        if (object.isArray()) {
            const int count = object.getArrayNItems();
            for (int i = 0; i < count; ++i) waiting.emplace_back(object.getArrayItem(i), holder);
        } else if (is_dictionary(object)) {
            visit(object, holder);
            Handle dictionary = object.isStream() ? object.getDict() : object;
            for (const auto& [key, value] : dictionary.getDictAsMap()) waiting.emplace_back(value, holder);
        }
    }
    return graph;
}

}  // namespace documents
