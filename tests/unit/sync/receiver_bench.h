// SPDX-License-Identifier: Apache-2.0
// A receiver and an enrolled device that asks its handlers directly.
#pragma once

#include "appliance/crypto/digest.h"
#include "sync/log_folder.h"
#include "sync/names.h"
#include "sync/receiver/service.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {

using namespace exchange;
using base::Bytes;
using base::Fault;
using base::Json;

class Receiver : public testing::Test {
protected:
    Receiver() { device.enrol(town); }

    HttpResponse ask(std::string method, std::string path, Bytes body = {}, HttpFields fields = {}) {
        return town.service->handle(request_of(std::move(method), std::move(path), device, std::move(body), std::move(fields)));
    }
    HttpResponse tus(std::string method, std::string path, HttpFields fields = {}, Bytes body = {}) {
        fields.emplace_back("Tus-Resumable", "1.0.0");
        return ask(std::move(method), std::move(path), std::move(body), std::move(fields));
    }
    HttpResponse create(const base::Digest& name, std::size_t length) {
        return tus("POST", "/v1/blobs", {{"Upload-Length", std::to_string(length)},
                                         {"Upload-Metadata", "sha256 " + base::to_base64(base::as_bytes(base::to_hex(name)))}});
    }
    HttpResponse patch(const base::Digest& name, std::size_t offset, Bytes part) {
        return tus("PATCH", "/v1/blobs/" + base::to_hex(name),
                   {{"Upload-Offset", std::to_string(offset)}, {"Content-Type", "application/offset+octet-stream"}}, std::move(part));
    }
    std::optional<std::uint64_t> offset_of(const base::Digest& name) {
        return number_field(tus("HEAD", "/v1/blobs/" + base::to_hex(name)).fields, "Upload-Offset");
    }
    // Uploads the parcel that lies in the outbox.
    ClearManifest upload(std::uint64_t sequence) {
        const ClearManifest manifest = device.post(sequence);
        EXPECT_EQ(create(manifest.parcel_sha256, manifest.size).status, 201);
        EXPECT_EQ(patch(manifest.parcel_sha256, 0, device.disk.files["outbox/" + parcel_name(sequence)]).status, 204);
        return manifest;
    }
    std::string place(std::uint64_t sequence) const { return "/v1/envelopes/" + device.id.text + "/" + std::to_string(sequence); }
    HttpResponse commit(const ClearManifest& manifest) {
        return ask("PUT", place(manifest.sequence), base::to_bytes(write_manifest(manifest)));
    }
    HttpResponse push(std::uint64_t old_size) {
        const LogTip tip = **read_log_tip(device.disk);
        return ask("POST", "/v1/log/add-checkpoint", *checkpoint_request(device.disk, tip, old_size));
    }
    HttpResponse send_entries(std::uint64_t start, std::uint64_t end) {
        return ask("PUT", "/v1/log/entries/" + std::to_string(start),
                   *entries_body(device.disk, start, end, (*read_log_tip(device.disk))->size));
    }
    std::string fault_of(const HttpResponse& response) { return *base::parse_json(text_of(response))->text("error"); }

    Town town;
    Device device;
};

}  // namespace sync_test
