// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/stream_data.h"

#include <qpdf/Pipeline.hh>

#include <stdexcept>

namespace documents {
namespace {

class LimitedSink : public Pipeline {
public:
    LimitedSink(StreamData& out, std::size_t size_max, Keep keep)
        : Pipeline("limited", nullptr), m_out(out), m_size_max(size_max), m_keep(keep) {}

    void write(unsigned char const* data, std::size_t size) override {
        m_out.size += size;
        if (m_out.size > m_size_max) {
            m_out.is_over_limit = true;
            // The only way to make qpdf's filters stop; caught in decode_stream() at the latest.
            throw std::runtime_error("stream exceeds the limit");
        }
        if (m_keep == Keep::data) m_out.data.append(reinterpret_cast<const char*>(data), size);
    }
    void finish() override {}

private:
    StreamData& m_out;
    std::size_t m_size_max;
    Keep m_keep;
};

}  // namespace

StreamData decode_stream(Handle stream, std::size_t size_max, Keep keep) {
    StreamData out;
    LimitedSink sink(out, size_max, keep);
    auto done = guarded([&] {
        bool is_filtered = false;
        const bool is_whole = stream.pipeStreamData(&sink, &is_filtered, 0, qpdf_dl_generalized,
                                                    /*suppress_warnings=*/true, /*will_retry=*/true);
        out.is_decoded = is_whole && is_filtered;
    });
    if (!done) out.is_decoded = false;
    return out;
}

}  // namespace documents
