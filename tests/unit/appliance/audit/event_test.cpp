// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/event.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

using namespace audit;

TEST(EventCatalogue, HasOneRowForEachEventInOrder) {
    const EventCatalogue catalogue = event_catalogue();
    EXPECT_EQ(catalogue.size, static_cast<std::size_t>(Event::anchor) + 1) << "anchor is the last";
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < catalogue.size; ++i) {
        const EventRow& row = catalogue.rows[i];
        EXPECT_EQ(static_cast<std::size_t>(row.event), i);
        EXPECT_TRUE(ids.insert(row.id).second) << row.id;
        EXPECT_EQ(event_from(row.id), row.event);
        EXPECT_TRUE(row.meaning.ends_with('.')) << row.id;
        EXPECT_FALSE(name_of(row.actor).empty());
        EXPECT_FALSE(name_of(row.severity).empty());
        for (const char c : row.id) EXPECT_TRUE((c >= 'a' && c <= 'z') || c == '-') << row.id;
    }
    EXPECT_EQ(event_from("no-such-event"), std::nullopt);
}

TEST(EventCatalogue, KnowsEveryEventOfACeremony) {
    for (const char* id :
         {"device-provisioned", "boot", "boot-unclean", "work-order-received", "session-started", "language-chosen", "identified",
          "identification-failed", "consent-given", "consent-refused", "document-reviewed", "field-filled", "signature-drawn",
          "pin-refused", "pin-locked", "signing-confirmed", "signing-intended", "signed", "signing-aborted", "session-abandoned",
          "session-wiped", "declined", "help-requested", "paper-requested", "parcel-queued", "receipt-verified",
          "timestamp-verified", "delivered", "record-key-dropped", "fault-shown", "clock-changed", "epoch-advanced", "anchor",
          "receipt-refused", "document-refused"})
        EXPECT_TRUE(event_from(id)) << id;
}

TEST(EventCatalogue, FieldNamesAreUniqueAndWithoutGaps) {
    const EventCatalogue catalogue = event_catalogue();
    for (std::size_t i = 0; i < catalogue.size; ++i) {
        std::set<std::string_view> names;
        bool is_ended = false;
        for (const FieldRow& field : catalogue.rows[i].fields) {
            if (field.name.empty()) is_ended = true;
            else {
                EXPECT_FALSE(is_ended) << catalogue.rows[i].id;
                EXPECT_TRUE(names.insert(field.name).second) << catalogue.rows[i].id << " " << field.name;
                EXPECT_FALSE(name_of(field.kind).empty());
            }
        }
    }
}
