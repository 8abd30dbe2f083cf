// SPDX-License-Identifier: Apache-2.0
#include "emulator/profile_form.h"

#include "appliance/provisioning/form.h"
#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gmock/gmock.h>

namespace {

using namespace emulator;
using provisioning_test::example_text;
using provisioning_test::replaced;

// Something in every field there is.
provisioning::Profile full() {
    provisioning::Profile profile = provisioning_test::example();
    profile.templates = {{"Consent", std::string(64, 'a')}, {"Leaflet", std::string(64, 'c')}};
    profile.branding.logo = std::string(64, 'b');
    return profile;
}

ProfileForm opened(const std::string& toml) {
    ProfileForm form;
    const auto complaints = form.open(toml);
    EXPECT_TRUE(complaints.empty()) << provisioning::text_of(complaints);
    return form;
}

std::vector<std::string> paths_of(const ProfileForm& form) {
    std::vector<std::string> paths;
    for (const FormField& field : form.fields()) paths.push_back(field.path);
    for (const FormList& list : form.lists())
        for (const auto& item : list.items)
            for (const FormField& field : item) paths.push_back(field.path);
    return paths;
}

std::string complaint_at(const ProfileForm& form, const std::string& path) {
    const FormField* const field = form.find(path);
    return field == nullptr ? "no such field" : field->complaint;
}

TEST(ProfileForm, HoldsEveryFieldOfAProfileAndGivesItBackUnchanged) {
    const ProfileForm form = opened(provisioning::to_toml(full()));
    EXPECT_EQ(form.wrong(), 0U);
    for (const std::string& path : paths_of(form)) EXPECT_NE(form.find(path)->text, "") << path;
    EXPECT_EQ(form.profile(), full());
    EXPECT_EQ(provisioning::read_profile(form.toml()).profile, full());
}

TEST(ProfileForm, OpensTheExampleThatComesWithTheProduct) {
    const ProfileForm form = opened(example_text());
    EXPECT_EQ(form.profile(), provisioning_test::example());
}

TEST(ProfileForm, CanBeFilledInFromNothing) {
    const provisioning::Profile wanted = full();
    const ProfileForm sample = opened(provisioning::to_toml(wanted));
    ProfileForm form;
    for (const FormList& list : sample.lists())
        for (std::size_t i = list.path == "trust.anchors" ? 1 : 0; i < list.items.size(); ++i) form.add(list.path);
    for (const std::string& path : paths_of(sample)) EXPECT_TRUE(form.put(path, sample.find(path)->text)) << path;
    EXPECT_EQ(form.profile(), wanted);
}

TEST(ProfileForm, BeginsWithTheUsualValuesAndSaysWhatIsMissing) {
    const ProfileForm form;
    EXPECT_EQ(complaint_at(form, "name"), "\"name\" is empty");
    EXPECT_EQ(complaint_at(form, "site"), "\"site\" is empty");
    EXPECT_NE(complaint_at(form, "enrolment"), "");
    EXPECT_EQ(complaint_at(form, "policies.tries"), "");
    EXPECT_THAT(form.complaints(), testing::IsEmpty()) << "every complaint stands beside what it is about";
    EXPECT_EQ(form.find("policies.lease_hours")->text, std::to_string(provisioning::Policies{}.lease_hours));
    EXPECT_FALSE(form.profile());
}

TEST(ProfileForm, SaysWhatIsWrongBesideTheFieldInTheReadersWordsAndKeepsWhatWasTyped) {
    ProfileForm form = opened(provisioning::to_toml(full()));
    const std::pair<const char*, const char*> wrong[] = {
        {"name", "Harbour Otter"}, {"languages", "en, klingon"}, {"enrolment", "http://a"}, {"branding.accent", "yellow"}, {"branding.logo", "logo.png"},
        {"policies.tries", "three"}, {"policies.signatures", "0"}, {"policies.order", "any"}, {"quorum", ""}, {"test", "perhaps"},
        {"templates[1].sha256", "12"}, {"custodians[2].certificate", "cleo.pem"}, {"staff[0].roles", "boss"}, {"staff[0].id", "Dana!"},
    };
    for (const auto& [path, text] : wrong) ASSERT_TRUE(form.put(path, text)) << path;
    for (const auto& [path, text] : wrong) {
        EXPECT_EQ(form.find(path)->text, text);
        EXPECT_NE(complaint_at(form, path), "") << path;
    }
    EXPECT_EQ(form.wrong(), std::size(wrong));
    EXPECT_EQ(complaint_at(form, "policies.tries"), "\"policies.tries\" must be a whole number");
    const ProfileForm again = opened(form.toml());
    for (const std::string& path : paths_of(form)) EXPECT_EQ(again.find(path)->text, form.find(path)->text) << path;
    EXPECT_EQ(again.wrong(), form.wrong());
}

TEST(ProfileForm, HostileTextStaysTextInEveryField) {
    const std::string hostile[] = {
        "\"", "\\", "\"\"\"", "'''", "a\" \nquorum = 9\n[trust]\nanchors = [\"x", "]]\n[[staff]]\nid = \"eve", "# no comment", "two\nlines", "\r\n", "tab\t", "caf\u00e9 \u0627\u0644",
        "\u202egnp", std::string("nul\0nul", 7), "-----BEGIN PRIVATE KEY-----", "{a = 1}",
    };
    const ProfileForm sample = opened(provisioning::to_toml(full()));
    for (const std::string& path : paths_of(sample))
        for (const std::string& text : hostile) {
            ProfileForm form = sample;
            ASSERT_TRUE(form.put(path, text)) << path << text;
            const ProfileForm again = opened(form.toml());
            EXPECT_EQ(again.find(path)->text, text) << path;
            ASSERT_EQ(paths_of(again), paths_of(sample)) << path << text;
            for (const std::string& other : paths_of(sample)) {
                if (other == path) continue;
                EXPECT_EQ(again.find(other)->text, sample.find(other)->text) << other << " beside " << path;
            }
        }
}

TEST(ProfileForm, RefusesWhatCannotBeWrittenAndKeepsWhatWasThere) {
    ProfileForm form = opened(example_text());
    EXPECT_FALSE(form.put("site", "Harbour \xff Clinic"));
    EXPECT_FALSE(form.put("site", std::string(provisioning::toml_size_max + 1, 'x')));
    EXPECT_FALSE(form.put("policies.tires", "3"));
    EXPECT_EQ(form.profile(), provisioning_test::example());
}

TEST(ProfileForm, DoesNotOpenWhatItCouldNotGiveBack) {
    ProfileForm form = opened(example_text());
    const auto refused = form.open(replaced(example_text(), "tries = 3", "tires = 3"));
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].text, "the form has no field for \"policies.tires\" as it stands here; correct it in the file first");
    EXPECT_GT(refused[0].line, 0U);
    EXPECT_FALSE(form.open("name = [").empty());
    EXPECT_FALSE(form.open("name = [1, 2]").empty());
    EXPECT_FALSE(form.open("\"policies.tries\" = 3").empty());
    EXPECT_FALSE(form.open("[[staff]]\nid = \"a\"\nshoes = 44").empty());
    EXPECT_EQ(form.profile(), provisioning_test::example()) << "nothing changed";
}

TEST(ProfileForm, TakesPeopleAndAnchorsInAndOut) {
    ProfileForm form = opened(example_text());
    form.remove("custodians", 1);
    EXPECT_EQ(form.find("custodians[1].name")->text, "Cleo");
    EXPECT_EQ(form.find("custodians[2].name"), nullptr);
    form.add("staff");
    EXPECT_EQ(complaint_at(form, "staff[1].id"), "\"staff[1].id\" is empty");
    form.remove("staff", 7);
    form.remove("trust.anchors", 0);
    EXPECT_NE(form.lists()[1].complaint, "") << "a device must know whom it trusts";
}

}  // namespace
