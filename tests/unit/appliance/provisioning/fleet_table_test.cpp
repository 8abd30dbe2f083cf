// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/fleet_table.h"

#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gtest/gtest.h>

namespace {

using provisioning::Label;
using provisioning::read_fleet;

std::string wrong(std::string_view csv) {
    const provisioning::FleetTable table = read_fleet(csv);
    EXPECT_TRUE(table.devices.empty());
    return provisioning::text_of(table.complaints);
}

}  // namespace

TEST(FleetTable, ReadsRowsInAnyOrderOfColumnsWithQuotesAndBothLineEnds) {
    const auto table = read_fleet("place,name,site\r\n\"first floor, left\",quay-1,\"The \"\"Quay\"\"\"\nroom 2,quay-2,Quay");
    ASSERT_TRUE(table.complaints.empty()) << provisioning::text_of(table.complaints);
    const std::vector<Label> expected = {{"quay-1", "The \"Quay\"", "first floor, left"}, {"quay-2", "Quay", "room 2"}};
    EXPECT_EQ(table.devices, expected);
}

TEST(FleetTable, SaysEverythingThatIsWrongWithItsLine) {
    EXPECT_EQ(wrong("name,sitee,place\n"), "line 1: \"sitee\" is no column here; did you mean \"site\"?\nline 1: the column \"site\" is missing");
    const std::string found = wrong("name,site,place\nA,b,c\na,b\nb,,c\nc,d,e\nc,d,e\nd,\"e,f\ng,h\"i,j\n");
    for (const char* part : {"line 2: \"name\" may hold small letters", "line 3: this line has 2 fields", "line 4: \"site\" is empty",
                             "line 6: \"c\" stands in line 5 already", "line 7: a quote is not closed", "line 8: a quote inside a field"})
        EXPECT_NE(found.find(part), std::string::npos) << part << "\nin\n" << found;
}

TEST(FleetTable, RefusesEmptyAndOversizedLists) {
    EXPECT_FALSE(wrong("").empty());
    EXPECT_FALSE(wrong("name,site,place\n").empty());
    EXPECT_FALSE(wrong(std::string(provisioning::fleet_table_size_max + 1, 'a')).empty());
}

TEST(Fleet, AFinishedBundleIsKnownAndNoOtherPassesForIt) {
    provisioning_test::Bench bench;
    const base::Bytes payload = provisioning::make_payload(provisioning_test::Bench::draft()).value();
    const base::Bytes rehearsal = bench.rehearsed(payload);
    const Label label{"quay-1", "Quay", "room 1"};
    base::Bytes bundle = provisioning::sign_bundle(payload, rehearsal, label, bench.signer()).value();
    const auto is_it = [&](const Label& other) {
        return provisioning::is_bundle_of(bundle, payload, rehearsal, other, bench.provisioner, provisioning_test::now_ms);
    };
    EXPECT_TRUE(is_it(label));
    EXPECT_FALSE(is_it({"quay-1", "Quay", "room 2"}));
    bundle.resize(bundle.size() / 2);
    EXPECT_FALSE(is_it(label)) << "half of a file is none";
}
