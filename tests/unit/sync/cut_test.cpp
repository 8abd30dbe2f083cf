// SPDX-License-Identifier: Apache-2.0
// The link breaks at every byte of a visit, in both directions; power fails at every
// write of the courier. Afterwards every parcel arrives exactly once.
#include "sync/names.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sync_test {
namespace {

using namespace exchange;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::uint64_t head_bytes = 8;  // stands for a request's or an answer's head

// Lets `left` bytes pass, counted over bodies both ways, then is silent.
struct CuttingWire final : Transport {
    CuttingWire(Town& its_town, const Device& its_device, std::uint64_t budget) : town(its_town), device(its_device), left(budget) {}

    Result<HttpResponse> exchange(const HttpRequest& request) override {
        HttpRequest arriving = request;
        arriving.device = device.id.text;
        if (!device.tls.empty()) arriving.serial = device.tls[0].serial_hex();
        if (left < head_bytes) return Failure{Fault::network_down, "cut before the head was through"};
        left -= head_bytes;
        if (left < arriving.body.size()) {
            // The server sees what came, as Connection::read_body hands it over.
            arriving.body.resize(left);
            arriving.is_cut = true;
            if (arriving.method == "PATCH") (void)town.service->handle(arriving);
            left = 0;
            return Failure{Fault::network_down, "cut in the request"};
        }
        left -= arriving.body.size();
        HttpResponse response = town.service->handle(arriving);
        const std::uint64_t answer_bytes = head_bytes + response.body.size();
        if (left < answer_bytes) {
            left = 0;
            return Failure{Fault::network_down, "cut in the answer"};
        }
        left -= answer_bytes;
        return response;
    }

    Town& town;
    const Device& device;
    std::uint64_t left;
};

// Dies at the n-th write.
struct DyingDisk final : base::Disk {
    DyingDisk(MemoryDisk& below, std::uint64_t writes) : m_below(below), m_left(writes) {}
    base::Result<base::Bytes> read(std::string_view path) const override { return m_below.read(path); }
    bool exists(std::string_view path) const override { return m_below.exists(path); }
    base::Result<std::vector<std::string>> list(std::string_view folder) const override { return m_below.list(folder); }
    base::Status write_atomically(std::string_view path, base::ByteView content) override {
        if (m_left == 0) return Fault::disk_failed;
        --m_left;
        return m_below.write_atomically(path, content);
    }
    base::Status remove(std::string_view path) override {
        if (m_left == 0) return Fault::disk_failed;
        --m_left;
        return m_below.remove(path);
    }
    base::Result<std::uint64_t> free_bytes() const override { return m_below.free_bytes(); }
    std::uint64_t left() const { return m_left; }

private:
    MemoryDisk& m_below;
    std::uint64_t m_left;
};

constexpr std::uint64_t parcels = 2;

void expect_everything_arrived(Town& town, Device& device, std::uint64_t first) {
    for (std::uint64_t sequence = first; sequence < first + parcels; ++sequence) {
        EXPECT_TRUE(device.has("inbox/" + receipt_name(sequence)));
        EXPECT_FALSE(device.has("outbox/" + parcel_name(sequence)));
        EXPECT_FALSE(device.has("outbox/" + manifest_name(sequence)));
    }
    EXPECT_EQ(town.index->sequences(device.id)->size(), first + parcels - 1);  // no more, no less
}

// Bytes from one cut to the next: a prime by default, INKSEAL_CUT_STEP=1 for all of them.
std::uint64_t cut_step() {
    const char* chosen = std::getenv("INKSEAL_CUT_STEP");
    return chosen != nullptr ? parse_decimal(chosen).value_or(1) : 127;
}

}  // namespace

TEST(CutLink, AtAnyByteLosesAndDoublesNothing) {
    Town town;
    Device device;
    device.enrol(town);
    std::uint64_t first = 1;
    std::uint64_t lives = 0;
    for (std::uint64_t budget = 0;; budget += cut_step(), first += parcels, ++lives) {
        device.grow_log(1);
        for (std::uint64_t i = 0; i < parcels; ++i) device.post(first + i, 40);
        CuttingWire cut(town, device, budget);
        CourierRun run(device.disk, device.clock);
        const bool is_through = static_cast<bool>(run.visit(cut, device.papers()));
        for (std::uint64_t i = 0; i < parcels; ++i)  // nothing let go without its receipt
            if (!device.has("outbox/" + manifest_name(first + i))) {
                ASSERT_TRUE(device.has("inbox/" + receipt_name(first + i))) << budget;
            }
        Wire whole(town, device);
        CourierRun again(device.disk, device.clock);
        ASSERT_TRUE(again.visit(whole, device.papers())) << budget << " " << again.memory().detail;
        expect_everything_arrived(town, device, first);
        if (is_through) break;
        ASSERT_LT(budget, 200'000U);
    }
    EXPECT_GT(lives, 100U);
    RecordProperty("lives", static_cast<int>(lives));
    EXPECT_TRUE(town.alarms(device.id.text).empty());
}

TEST(PowerCut, OfTheCourierAtEveryWriteLosesNothing) {
    Town town;
    Device device;
    device.enrol(town);
    std::uint64_t first = 1;
    for (std::uint64_t writes = 0;; ++writes, first += parcels) {
        device.grow_log(1);
        for (std::uint64_t i = 0; i < parcels; ++i) device.post(first + i, 40);
        Wire wire(town, device);
        DyingDisk dying(device.disk, writes);
        CourierRun run(dying, device.clock);
        (void)run.visit(wire, device.papers());
        for (std::uint64_t i = 0; i < parcels; ++i)
            if (!device.has("outbox/" + manifest_name(first + i))) {
                ASSERT_TRUE(device.has("inbox/" + receipt_name(first + i))) << writes;
            }
        const bool is_through = dying.left() != 0;
        CourierRun again(device.disk, device.clock);
        ASSERT_TRUE(again.visit(wire, device.papers())) << writes << " " << again.memory().detail;
        expect_everything_arrived(town, device, first);
        if (is_through) break;
        ASSERT_LT(writes, 60U);
    }
}

}  // namespace sync_test
