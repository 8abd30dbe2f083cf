// SPDX-License-Identifier: Apache-2.0
// The last story of a device: somebody deletes its store.
#include "tests/stories/misfortune.h"

using stories::Misfortune;

TEST_F(Misfortune, ADeviceWhoseStoreWasDeletedDoesNotPassForANewOne) {
    device().cut_power();
    std::filesystem::remove_all(desk().state() / "log");
    std::filesystem::remove_all(desk().state() / "blobs");
    for (const char* name : {"vault.db", "vault.db-wal", "vault.db-shm", "anchor.pending"}) std::filesystem::remove(desk().state() / name);
    ok(desk().cut_power());
    see("Out of service");
    see("AUD-02");
    see("log is older than its security chip says");
    // And it stays so: another start changes nothing.
    ok(desk().cut_power());
    see("AUD-02");
}
