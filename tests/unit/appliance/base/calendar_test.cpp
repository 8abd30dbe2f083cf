// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/calendar.h"

#include <gtest/gtest.h>

TEST(Calendar, SpellsAnInstantForPeopleAndForPdf) {
    const std::int64_t instant = 1'795'343'999'999;  // 2026-11-22T10:39:59.999Z
    EXPECT_EQ(base::to_rfc3339(instant), "2026-11-22T10:39:59Z");
    EXPECT_EQ(base::to_pdf_date(instant), "D:20261122103959Z");
}

TEST(Calendar, ReadsBackWhatItWrites) {
    for (std::int64_t instant : {0LL, 951'782'400'000LL, 4'102'444'799'000LL, -1'000LL})
        EXPECT_EQ(base::from_rfc3339(base::to_rfc3339(instant)), instant);
}

TEST(Calendar, RefusesWhatIsNoInstant) {
    for (const char* text : {"2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T10:00:00", "2026-11-22 10:00:00Z",
                             "2026-1-022T10:00:00Z", "+026-11-22T10:00:00Z", ""})
        EXPECT_FALSE(base::from_rfc3339(text)) << text;
}
