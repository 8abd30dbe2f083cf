// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/tiles.h"

#include "appliance/audit/leaf.h"
#include "appliance/base/reader.h"

#include <algorithm>

namespace audit {
namespace {

constexpr std::size_t tiles_remembered_max = 32;
constexpr unsigned tile_height = 8;

// 1234067 is "x001/x234/067".
std::string number_path(std::uint64_t number) {
    const auto three = [](std::uint64_t n) {
        const std::string digits = std::to_string(n);
        return std::string(3 - digits.size(), '0') + digits;
    };
    std::string path = three(number % 1000);
    for (number /= 1000; number != 0; number /= 1000) path = "x" + three(number % 1000) + "/" + path;
    return path;
}

std::string with_width(std::string path, std::uint64_t width) {
    CHECK(width > 0 && width <= tile_width);
    return width == tile_width ? path : path + ".p/" + std::to_string(width);
}

std::string in_log(const std::string& path) { return std::string(log_folder) + path; }

base::Bytes joined(const std::vector<base::Digest>& hashes) {
    base::Bytes out;
    out.reserve(hashes.size() * 32);
    for (const base::Digest& hash : hashes) base::append(out, hash);
    return out;
}

base::Result<std::vector<base::Digest>> split_hashes(base::ByteView bytes, std::uint64_t count) {
    if (bytes.size() < count * 32) return base::Failure{base::Fault::audit_broken, "tile is cut short"};
    std::vector<base::Digest> hashes(count);
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(bytes.subspan(i * 32, 32), hashes[i].begin());
    return hashes;
}

// The root of a run of hashes, a power of two long.
base::Digest fold(std::vector<base::Digest> hashes) {
    while (hashes.size() > 1) {
        for (std::size_t i = 0; i < hashes.size() / 2; ++i) hashes[i] = hash_node(hashes[2 * i], hashes[2 * i + 1]);
        hashes.resize(hashes.size() / 2);
    }
    return hashes.front();
}

}  // namespace

std::string tile_path(unsigned level, std::uint64_t number, std::uint64_t width) {
    return with_width("tile/" + std::to_string(level) + "/" + number_path(number), width);
}

std::string entries_path(std::uint64_t number, std::uint64_t width) {
    return with_width("tile/entries/" + number_path(number), width);
}

base::Bytes encode_entries(const std::vector<base::Bytes>& entries) {
    base::Bytes bundle;
    for (const base::Bytes& entry : entries) {
        CHECK(entry.size() <= leaf_size_max);
        base::append_number(bundle, entry.size(), 2);
        base::append(bundle, entry);
    }
    return bundle;
}

base::Result<std::vector<base::Bytes>> decode_entries(base::ByteView bundle) {
    std::vector<base::Bytes> entries;
    base::Reader reader(bundle);
    while (reader.left() != 0) {
        const std::size_t size = reader.take_u16();
        entries.push_back(base::to_bytes(reader.take(size)));
        if (reader.is_failed()) return base::Failure{base::Fault::audit_broken, "entry bundle is cut short"};
        if (entries.size() > tile_width) return base::Failure{base::Fault::audit_broken, "entry bundle is too long"};
    }
    return entries;
}

base::Status remove_partials(base::Disk& disk, const std::string& full_path) {
    const std::string folder = in_log(full_path) + ".p";
    for (const std::string& name : TRY(disk.list(folder))) TRY(disk.remove(folder + "/" + name));
    return {};
}

base::Status TiledTree::load(std::uint64_t size) {
    TiledTree fresh(*m_disk);
    fresh.m_size = fresh.m_published = size;
    for (unsigned level = 0; level < 8 && size >> (tile_height * level) != 0; ++level) {
        const std::uint64_t hashes = size >> (tile_height * level);
        const std::uint64_t width = hashes % tile_width;
        const std::uint64_t number = hashes / tile_width;
        fresh.m_edge.emplace_back();
        if (width == 0) continue;
        // The partial form may have been removed after the tile filled up.
        auto bytes = m_disk->read(in_log(tile_path(level, number, width)));
        if (!bytes) bytes = m_disk->read(in_log(tile_path(level, number)));
        if (!bytes) return base::Failure{base::Fault::audit_broken, "missing " + tile_path(level, number, width)};
        fresh.m_edge.back() = TRY(split_hashes(*bytes, width));
    }
    *this = std::move(fresh);
    return {};
}

void TiledTree::append(const base::Digest& leaf_hash) {
    base::Digest hash = leaf_hash;
    for (unsigned level = 0;; ++level) {
        if (m_edge.size() == level) m_edge.emplace_back();
        Hashes& edge = m_edge[level];
        edge.push_back(hash);
        if (edge.size() < tile_width) break;
        const std::uint64_t number = m_size >> (tile_height * (level + 1));
        hash = fold(edge);
        m_unwritten[{level, number}] = std::exchange(edge, {});
    }
    ++m_size;
}

base::Digest TiledTree::root() {
    const auto root = root_at(*this, m_size);
    CHECK(root);  // asks only for the right edge, which is in memory
    return *root;
}

base::Status TiledTree::write_tile(unsigned level, std::uint64_t number, const Hashes& hashes) {
    return m_disk->write_atomically(in_log(tile_path(level, number, hashes.size())), joined(hashes));
}

base::Status TiledTree::publish() {
    while (!m_unwritten.empty()) {
        const auto& [name, hashes] = *m_unwritten.begin();
        TRY(write_tile(name.level, name.number, hashes));
        TRY(remove_partials(*m_disk, tile_path(name.level, name.number)));
        m_unwritten.erase(m_unwritten.begin());
    }
    for (unsigned level = 0; level < m_edge.size(); ++level) {
        const bool is_known = m_size >> (tile_height * level) == m_published >> (tile_height * level);
        if (m_edge[level].empty() || is_known) continue;
        TRY(write_tile(level, m_size >> (tile_height * (level + 1)), m_edge[level]));
    }
    m_published = m_size;
    return {};
}

base::Result<const TiledTree::Hashes*> TiledTree::tile(unsigned level, std::uint64_t number, std::uint64_t width_min) {
    if (level < m_edge.size() && number == m_size >> (tile_height * (level + 1))) {
        if (m_edge[level].size() < width_min) return base::Failure{base::Fault::audit_broken, "beyond the tree"};
        return &m_edge[level];
    }
    const TileName name{level, number};
    if (const auto found = m_unwritten.find(name); found != m_unwritten.end()) return &found->second;
    if (const auto found = m_read.find(name); found != m_read.end()) return &found->second;
    const auto bytes = m_disk->read(in_log(tile_path(level, number)));
    if (!bytes) return base::Failure{base::Fault::audit_broken, "missing " + tile_path(level, number)};
    Hashes hashes = TRY(split_hashes(*bytes, tile_width));
    if (m_read.size() == tiles_remembered_max) {
        m_read.erase(m_read_order.front());
        m_read_order.pop_front();
    }
    m_read_order.push_back(name);
    return &(m_read[name] = std::move(hashes));
}

base::Result<base::Digest> TiledTree::node(unsigned level, std::uint64_t index) {
    const unsigned inside = level % tile_height;  // how far above the tile's own hashes
    const std::uint64_t first = index << inside;
    const std::uint64_t offset = first % tile_width;
    const std::uint64_t count = std::uint64_t{1} << inside;
    const Hashes& hashes = *TRY(tile(level / tile_height, first / tile_width, offset + count));
    const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(offset);
    return fold({begin, begin + static_cast<std::ptrdiff_t>(count)});
}

}  // namespace audit
