// SPDX-License-Identifier: Apache-2.0
// The log as other people's tools read it: C2SP tlog-tiles files under "log/".
//
//   log/tile/<L>/<N>           256 hashes of level 8*L, 8,192 bytes
//   log/tile/<L>/<N>.p/<W>     the same, only the first W
//   log/tile/entries/<N>[.p/W] the entries themselves, each behind a 16-bit length
//
// Tiles are derived from the vault's entries and can always be made again.
#pragma once

#include "appliance/audit/merkle.h"
#include "appliance/base/disk.h"

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace audit {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr std::string_view log_folder = "log/";

// "tile/0/x001/x234/067", with ".p/112" when width is not 256. Relative to the log.
std::string tile_path(unsigned level, std::uint64_t number, std::uint64_t width = tile_width);
std::string entries_path(std::uint64_t number, std::uint64_t width = tile_width);

// Entry bundles. Fault audit_broken when an entry is cut short, or more than 256.
base::Bytes encode_entries(const std::vector<base::Bytes>& entries);
base::Result<std::vector<base::Bytes>> decode_entries(base::ByteView bundle);

// The tree of a growing log: its right edge in memory, the rest in tiles on the disk.
class TiledTree final : public HashSource {
public:
    explicit TiledTree(base::Disk& disk) : m_disk(&disk) {}

    // Takes up the tree of `size` leaves that was published to the disk earlier.
    // Fault audit_broken when its tiles are missing or torn.
    base::Status load(std::uint64_t size);

    void append(const base::Digest& leaf_hash);
    std::uint64_t size() const { return m_size; }
    base::Digest root();

    // Writes what the disk lacks; durable on return. Partial tiles are removed once
    // the full one is there, not before (a published checkpoint may need them).
    base::Status publish();
    std::uint64_t published_size() const { return m_published; }

    base::Result<base::Digest> node(unsigned level, std::uint64_t index) override;

private:
    using Hashes = std::vector<base::Digest>;
    struct TileName {
        unsigned level;
        std::uint64_t number;
        auto operator<=>(const TileName&) const = default;
    };

    base::Status write_tile(unsigned level, std::uint64_t number, const Hashes& hashes);
    base::Result<const Hashes*> tile(unsigned level, std::uint64_t number, std::uint64_t width_min);

    base::Disk* m_disk;
    std::uint64_t m_size = 0;
    std::uint64_t m_published = 0;
    std::vector<Hashes> m_edge;             // by tile level: the tile that is still filling
    std::map<TileName, Hashes> m_unwritten;  // full tiles the disk does not have yet
    std::map<TileName, Hashes> m_read;       // full tiles read back, a small cache
    std::list<TileName> m_read_order;
};

// Removes the partial forms of a tile or bundle, given its full path in the log.
base::Status remove_partials(base::Disk& disk, const std::string& full_path);

}  // namespace audit
