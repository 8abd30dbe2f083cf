// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/consent_text.h"
#include "appliance/app/journal.h"

#include <gtest/gtest.h>

using app::Language;

TEST(ConsentText, HasEveryItemOfTheActInEveryLanguage) {
    for (const Language language : {Language::english, Language::spanish, Language::arabic}) {
        EXPECT_EQ(app::consent_items(language).size(), app::consent_items(Language::english).size());
        for (const app::ConsentItem& item : app::consent_items(language)) {
            EXPECT_GT(item.title.size(), 5U);
            EXPECT_GT(item.text.size(), 20U);
        }
    }
}

TEST(ConsentText, IsCommittedToByItsLanguage) {
    EXPECT_NE(app::consent_text_digest(Language::english), app::consent_text_digest(Language::spanish));
    EXPECT_NE(app::consent_text_digest(Language::spanish), app::consent_text_digest(Language::arabic));
}
