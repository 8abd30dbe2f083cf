// SPDX-License-Identifier: Apache-2.0
// What a person sees, as values. The device session makes a Screen; the ui draws it
// and answers with at most one Intent a frame. Nothing here knows how it is drawn,
// and drawing computes nothing that is signed.
//
// Text members are already in the person's language only where they come from a
// document or a name; everything else is the ui's catalogue. Sizes in fractions of
// the page (0..1, origin top left) unless they say otherwise.
#pragma once

#include "appliance/app/consent_text.h"
#include "appliance/app/ink.h"
#include "appliance/app/language.h"
#include "appliance/base/fault.h"
#include "appliance/ports/page_renderer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace app {

enum class TextSize { normal, large, largest };
enum class Theme { light, high_contrast };

// The steps of the stepper; a screen outside them shows none.
enum class Stage { identify, consent, review, sign, receipt };

// What surrounds every screen.
struct Surroundings {
    std::string place;        // "Northgate Day Surgery"
    std::string device_name;  // "harbour-otter-41"; empty: it is not open, and nothing is known of it
    bool is_verified = true;  // the device measured up at its last check
    bool is_online = false;
    bool is_rehearsal = false;  // TEST root: a red frame and "TEST, not evidence"
    Language language = Language::english;
    TextSize text_size = TextSize::normal;
    Theme theme = Theme::light;
    std::optional<Stage> stage;
    bool may_ask = false;  // decline, help and paper are offered
    bool may_go_back = false;
    bool is_staff_called = false;  // someone is on the way
    std::optional<std::uint32_t> idle_seconds_left;  // shown over everything when set
};

// Where something lies on a page.
struct Area {
    float x = 0, y = 0, width = 0, height = 0;
};

enum class MarkKind { prefilled, to_answer, signature };
struct PageMark {
    Area area;
    MarkKind kind = MarkKind::prefilled;
    std::string label;  // untrusted: comes from the document
};

struct AttractScreen {
    std::uint32_t minutes = 4;  // "Takes about 4 minutes"
};

struct LanguageScreen {
    std::vector<Language> languages{Language::english, Language::spanish, Language::arabic};
};

// Trouble is a sentence of the fault catalogue.
struct IdentifyScreen {
    std::string digits;               // of the appointment code; not secret
    std::uint32_t digits_total = 6;
    std::uint32_t attempts_left = 5;
    std::optional<base::Fault> trouble;
};

struct ThisIsMeScreen {
    std::string initials;     // "M. K."
    std::string appointment;  // "10:40"
    std::string title;        // of the envelope
};

struct ConsentScreen {
    std::span<const ConsentItem> items;  // in the person's language
    std::string place;
    std::string copies_contact;  // whom to ask for a paper copy
};

struct ReviewScreen {
    std::string title;
    std::uint32_t page = 0;  // from 0
    std::uint32_t page_count = 1;
    std::shared_ptr<const ports::PageImage> image;  // null while it is being drawn
    std::vector<PageMark> marks;                    // on this page
    std::vector<bool> pages_seen;
    bool may_continue = false;                      // every page was seen
};

struct FillScreen {
    std::string label;  // untrusted
    std::string hint;
    std::string value;
    std::uint32_t index = 0;
    std::uint32_t count = 1;
    bool is_required = true;
    std::optional<base::Fault> trouble;
};

struct SignScreen {
    std::string given_name;
    std::string title;
    std::string subtitle;  // "Arthroscopy of the left knee"
    std::uint32_t page = 0;
    std::uint32_t page_count = 1;
    std::shared_ptr<const ports::PageImage> image;
    PageMark place;
    std::shared_ptr<const Ink> ink;
    bool may_continue = false;  // there is enough ink
};

struct PinScreen {
    std::uint32_t digits = 0;  // how many were typed
    std::uint32_t digits_total = 6;
    std::uint32_t tries_left = 3;
    std::optional<base::Fault> trouble;
};

struct ConfirmScreen {
    std::string signer_name;
    std::string title;
    std::uint32_t page_count = 1;
    std::string fingerprint;  // of exactly the bytes that will be signed, in words and digits
    std::string meaning;      // "I agree to ..." (21 CFR 11.50(a)(3)); goes into /Reason
    std::shared_ptr<const Ink> ink;
    std::shared_ptr<const ports::PageImage> page;  // the page with the signature on it, as it will be sealed; may be null
};

struct SealingScreen {
    std::uint32_t steps_done = 0;  // of: checking the device, unlocking the key, sealing, saving the proof
};

enum class Delivery { signed_here, on_its_way, received, time_stamped };
struct ReceiptScreen {
    std::string given_name;
    std::string title;
    std::string code;  // for asking after it: "NDS-4F7K"
    std::string qr;    // what the QR code holds
    Delivery delivery = Delivery::signed_here;
    std::uint32_t seconds_left = 20;
};

struct DeclineScreen {};

enum class Notice { help_is_coming, paper_is_coming, declined, not_completed, locked, paused };
struct NoticeScreen {
    Notice notice = Notice::help_is_coming;
    std::optional<base::Fault> trouble;
    std::uint32_t seconds_left = 20;
    std::uint32_t wait_minutes = 0;  // paused: until codes are taken again
};

struct OutOfServiceScreen {
    base::Fault fault;
};

// Before the device is open: the first picture after power.
struct StartingScreen {};

using Content = std::variant<AttractScreen, LanguageScreen, IdentifyScreen, ThisIsMeScreen, ConsentScreen, ReviewScreen,
                             FillScreen, SignScreen, PinScreen, ConfirmScreen, SealingScreen, ReceiptScreen,
                             DeclineScreen, NoticeScreen, OutOfServiceScreen, StartingScreen>;

struct Screen {
    Surroundings surroundings;
    Content content;
};

}  // namespace app
