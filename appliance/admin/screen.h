// SPDX-License-Identifier: Apache-2.0
// What members of staff see at the device, as values; like app/screen.h, and never seen by
// whoever signs. Words are the ui's; only names that people gave are text here.
#pragma once

#include "appliance/admin/plan_screen.h"
#include "appliance/app/screen.h"
#include "appliance/base/fault.h"
#include "appliance/crypto/key_file.h"
#include "appliance/keys/key_view.h"
#include "appliance/keys/rotation.h"
#include "appliance/staff/role.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace admin {

using keys::Standing;
using keys::Urgency;
using staff::Role;

// PIV codes have 6 to 8 digits (SP 800-73-4, part 2, 2.4.3).
inline constexpr std::uint32_t code_min = 6;
inline constexpr std::uint32_t code_max = 8;

// A token is in, and asks for its code.
struct SignInScreen {
    std::string name;    // of the person whose token it is
    std::string token;   // what its maker calls it
    std::uint32_t digits = 0;
    std::optional<unsigned> tries_left;  // when the token says
    std::optional<base::Fault> trouble;
};

struct KeyLine {
    std::string name;
    std::string algorithm;     // "P-256"
    Standing standing = Standing::no_certificate;
    Urgency urgency = Urgency::none;
    std::int64_t days_left = 0;
    std::string valid_until;   // "2027-03-01"; empty: it has no certificate
    // How often it may still sign, and until which day; absent: nobody could tell, or it signs nothing.
    struct Uses {
        std::uint64_t left = 0;
        std::string until;     // empty: no approval is in force
    };
    std::optional<Uses> uses;
};

// Where the replacement of the key in use stands.
struct RotationScreen {
    keys::RotationStage stage = keys::RotationStage::resting;
    std::string active, retiring, successor;
    std::string day;           // when it is due, or the overlap ends; may be empty
    int months = 0, overlap_days = 0;
    bool may_go_on = false;    // this person, now
};

struct HomeScreen {
    std::string name;
    std::vector<Role> roles;
    bool may_see_keys = false;
    std::uint32_t key_count = 0;
    std::optional<RotationScreen> rotation;  // when there is something to do about it
    std::vector<KeyLine> ending;  // certificates that end within 60 days, or have; never destroyed ones
    std::uint32_t under_way = 0;  // handed on, and not confirmed yet
    bool may_work_plans = false;
    bool may_archive = false;
    std::string waits_for_them = {};  // title of a runbook's step that this person can confirm; may be empty
};

struct KeyListScreen {
    std::vector<KeyLine> keys;
    bool may_create = false;
    bool may_import = false;
};

// Where a key has been, as far as that can be said.
enum class Past { born_here_for_good, born_here_and_may_go, imported, from_device, unknown };

// What can be done with a key, or to get one.
enum class Step { create, request_certificate, install_certificate, activate, test_sign, destroy, replace, open_file, import, release, write_release,
                  write_request, bring_certificate, register_certificate, take_registration, take_confirmation, take_confirmations, give_up, send, write_destination, confirm_arrival, begin_plan, do_plan_step, seal_report, archive };

struct KeyScreen {
    KeyLine key;
    Past past = Past::unknown;
    std::string since;          // "2026-11-22"
    bool is_fixed = false;      // the chip never lets it go
    std::uint8_t needed = 0;    // of its custodians, to let it go; 0: it has none
    std::uint8_t custodians = 0;
    std::string subject, issuer;  // of its certificate; untrusted
    std::string fingerprint;      // of the key: SHA-256, hexadecimal
    std::vector<Step> steps;      // that make sense for it now and that this person may do
};

// Before anything is done: what will be, and the last way back.
struct ConfirmScreen {
    Step step = Step::activate;
    std::string key;
};

// A name was thought of; another can be typed.
enum class NameTrouble { none, malformed, taken };
struct NewKeyScreen {
    std::string name;
    std::string algorithm;  // "p256", as keys::name_of() spells it
    NameTrouble trouble = NameTrouble::none;
};

// What could be a key, or a key's certificate, of what lies on the stick that is in.
struct StickScreen {
    static constexpr std::size_t files_max = 20;
    bool has_stick = false;
    struct File {
        std::string name;   // untrusted
        std::uint64_t size = 0;
    };
    std::vector<File> files;
    // What is looked for: a key, a key's certificate, a receiver's confirmation, or where
    // another device has its keys sent.
    enum class Seeks { key, certificate, confirmation, destination, evidence };
    std::string for_key = {};  // whose certificate; which is sent; evidence: what a step asks for
    Seeks seeks = Seeks::key;
};

// Files that were handed on to somebody, and whether they have confirmed it.
struct ShipmentLine {
    enum class Way { stick, sftp, courier };
    enum class State { under_way, arrived, given_up };
    std::string id;
    std::string receiver;      // a device's name, or "platform"
    std::string first_file;    // its name
    std::uint32_t files = 0;
    Way way = Way::stick;
    std::string sent;          // "2026-11-22"
    std::uint32_t days = 0;    // since then
    State state = State::under_way;
    std::string why;           // it was given up
};
struct ShipmentsScreen {
    static constexpr std::size_t shipments_max = 50;
    std::vector<ShipmentLine> shipments;
    bool may_confirm = false;  // and give up
    bool is_anything_under_way = false;
};

// A certificate that somebody brought for a key of this device, before it is installed.
struct CertificateScreen {
    std::string key, file;             // the file's name is untrusted
    std::string subject, issuer;       // untrusted
    std::string valid_until;
    std::string fingerprint;           // of the certificate: SHA-256, hexadecimal
};

struct FilePasswordScreen {
    std::string file;         // untrusted
    std::string exported_by;  // by whose signed word; empty: it came without one
    std::uint32_t characters = 0;
    std::optional<base::Fault> trouble;
};

// What a key that was brought will be called here.
struct KeyNameScreen {
    std::string name;
    NameTrouble trouble = NameTrouble::none;
};

// It was opened: what it is, what is wrong with it, what will be true afterwards.
struct BroughtScreen {
    std::string key, file;
    std::string algorithm;            // empty while it is for the chip alone to see
    std::string subject, issuer, valid_until;  // of its certificate; untrusted, may be empty
    std::string exported_by, reason;  // by whose signed word; may be empty
    std::vector<crypto::KeyFileWarning> warnings;
    bool is_travelling = false;       // from another device's chip; no file held it in the clear
};

// A key is to go to another device's chip. That device said itself which chip that is.
struct SendScreen {
    std::string key, receiver;
    std::uint8_t needed = 0, custodians = 0;
};

// Chains and evidence are to be copied out for years, and never a private key: here is why.
struct ArchiveScreen {
    std::uint32_t keys = 0;
};

// A key is to leave: to whom, and why.
struct ReleaseTextScreen {
    enum class Asks { receiver, reason, why_given_up, why_archived } asks = Asks::receiver;
    std::string key, text;  // why_given_up: whose confirmation nobody waits for, in place of a key
    bool is_troubled = false;
};

// Shown this once. What happens next, and who must agree.
struct ReleasePasswordScreen {
    std::string key, receiver, reason;
    std::shared_ptr<const base::SecretBytes> password;
    std::uint8_t needed = 0, custodians = 0;
};

// Tokens are swapped at the device while the chip waits.
struct ApprovalsScreen {
    std::string key, receiver, reason;  // no reason: it goes to the receiver's chip alone
    std::uint32_t given = 0, needed = 0;
    std::uint32_t minutes = 0;     // until the chip gives up waiting
    bool is_officer_here = false;  // who asked for it is signed in
};

// A custodian's token is in: what it is asked to approve, and its code.
struct ApproveScreen {
    std::string token;
    std::string key, receiver, reason;
    std::uint32_t digits = 0;
    std::optional<unsigned> tries_left;
    std::optional<base::Fault> trouble;
};

// Drawn before the work begins, because nothing is drawn while it lasts.
struct WorkingScreen {
    Step step = Step::create;
    std::string key;
};

struct DoneScreen {
    Step step = Step::create;
    std::string key;
    std::optional<KeyScreen> now;  // as the chip describes it, for what came from outside or goes there
    std::string file = {};         // that was written to the stick
    std::string fingerprint = {};  // of the certificate that the platform was asked to register: SHA-256, hexadecimal
    bool may_confirm_arrival = false;  // another device signed for what was brought, and waits for this one's word
};

// Something was not done, and nothing was changed by it. Where the fault's own sentence
// would mislead at a screen, `reason` says which other one is meant.
enum class Reason { as_the_fault_says, no_roster, no_answer_yet, no_stick };
struct RefusedScreen {
    base::Fault fault = base::Fault::role_refused;
    Reason reason = Reason::as_the_fault_says;
    std::string detail = {};  // of a runbook's rules: when, and by whom
};

using Content = std::variant<SignInScreen, HomeScreen, KeyListScreen, KeyScreen, NewKeyScreen, ConfirmScreen, WorkingScreen, DoneScreen,
                             RefusedScreen, StickScreen, FilePasswordScreen, KeyNameScreen, BroughtScreen, RotationScreen,
                             ReleaseTextScreen, ReleasePasswordScreen, ApprovalsScreen, ApproveScreen, CertificateScreen, ShipmentsScreen, SendScreen, PlansScreen, PlanScreen, PlanStepScreen,
                             PlanAnswerScreen, PlanSecondScreen, ArchiveScreen>;

struct Screen {
    app::Surroundings surroundings;  // without a stage; may_go_back as everywhere
    std::string who;                 // signed in; empty before
    std::uint32_t minutes_left = 0;  // until the session ends by itself
    Content content;
};

}  // namespace admin
