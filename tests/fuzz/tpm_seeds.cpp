// SPDX-License-Identifier: Apache-2.0
// tpm_seeds FOLDER: lets a real chip live a device's life, and keeps for tpm_fuzz what the
// device had on disk (tpm-device.json) and what the chip answered, from birth on.
#include "appliance/base/json.h"
#include "appliance/base/reader.h"
#include "tests/unit/tpm/keeper_bench.h"

#include <cstdio>
#include <fstream>

namespace {

// Answers in the framing of tpm_fuzz: two bytes of length, then so many bytes.
struct Listener final : tpm::BusTap {
    void command(base::ByteView) override {}
    void response(base::Bytes& bytes) override {
        base::append_number(said, bytes.size(), 2);
        base::append(said, bytes);
    }
    base::Bytes said;
};

void keep(const std::string& folder, const std::string& name, std::uint8_t way, Listener& chip) {
    std::ofstream file(folder + "/" + name, std::ios::binary);
    file.put(static_cast<char>(way));
    file.write(reinterpret_cast<const char*>(chip.said.data()), static_cast<std::streamsize>(chip.said.size()));
    chip.said.clear();
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) return 64;
    const std::string folder = words[1];
    Listener chip;
    tpm::BusOptions bus;
    bus.tap = &chip;
    {
        bench::NewDevice device;
        (void)tpm::measure_platform(device.chip->tcti(), bench::pcrs, bus).value();
        device.provision(bus).value();
        keep(folder, "tpm-birth", 0, chip);
    }
    bench::Device device;
    device.tpm->keeper().create("goes", ports::KeyAlgorithm::ecdsa_p256, bench::quorum(1, 1)).value();
    device.open(bus).value();
    chip.said.clear();
    base::Json::Object files;
    for (const auto& [path, content] : device.disk.files) files[path] = base::Json(base::to_base64(content));
    std::ofstream(folder + "/tpm-device.json") << base::canonical_json(base::Json(files));
    device.open(bus).value();
    bench::sign_by_name(device, "").value();
    keep(folder, "tpm-sign", 1, chip);
    device.open(bus).value();
    const base::Digest digest{1};
    device.tpm->attestor().attest_serial(digest).value();
    device.tpm->attestor().attest_time(digest).value();
    device.tpm->serial().increment().value();
    device.tpm->keeper().allowance().value();
    keep(folder, "tpm-state", 1, chip);
    device.open(bus).value();
    device.tpm->keeper().create("made", ports::KeyAlgorithm::ecdsa_p256, std::nullopt).value();
    keep(folder, "tpm-create", 1, chip);
    device.open(bus).value();
    const auto request = device.tpm->keeper().begin_release("goes", {}).value();
    device.tpm->keeper().approve_release(0, bench::word_of(0, request)).value();
    device.tpm->keeper().finish_export().value();
    keep(folder, "tpm-release", 1, chip);
    device.open(bus).value();
    device.approve_signing().value();
    keep(folder, "tpm-approve", 1, chip);
    return 0;
}
