// SPDX-License-Identifier: Apache-2.0
// What each effect of the ceremony does to the device.
#include "appliance/app/device_session.h"

#include "appliance/app/intake.h"
#include "appliance/app/journal.h"
#include "appliance/app/receipt_code.h"
#include "appliance/app/reserve.h"
#include "appliance/app/seal_order.h"
#include "appliance/crypto/random.h"

namespace app {
namespace {

constexpr std::uint32_t page_width_px = 1100;

}  // namespace

void DeviceSession::perform(const ceremony::Effect& effect) {
    struct Performer {
        DeviceSession& session;
        void operator()(const ceremony::OpenSession&) const {
            session.m_session = Session{};
            session.m_session.began_wall_ms = session.m_device.clock.wall_ms();
            session.m_session.began_boot_ms = session.m_device.clock.boot_ms();
            session.m_reason.clear();
            session.m_fault.reset();
            session.m_is_staff_called = false;
        }
        void operator()(const ceremony::Record& record) const { session.record(record.moment); }
        void operator()(const ceremony::CountAttempts&) const { session.count_attempts(); }
        void operator()(const ceremony::FindEnvelope&) const { session.find_envelope(); }
        void operator()(const ceremony::InstallPin&) const { session.install_pin(); }
        void operator()(const ceremony::ShowPage& show) const { session.show_page(show.page); }
        void operator()(const ceremony::CheckPin&) const { session.check_pin(); }
        void operator()(const ceremony::LockKey&) const { session.m_device.guard.lock(); }
        void operator()(const ceremony::Seal&) const {
            SealTask task = ceremony_task(session.m_orders, session.m_session, session.m_language);
            task.is_clock_doubtful = session.m_clock_watch.is_doubtful();
            session.m_sealing = std::make_unique<Sealing>(session.m_device, std::move(task));
        }
        void operator()(const ceremony::CallStaff&) const { session.m_is_staff_called = true; }
        void operator()(const ceremony::Wipe&) const { session.wipe(); }
    };
    std::visit(Performer{*this}, effect);
}

void DeviceSession::count_attempts() {
    if (m_attempts.pause_left_ms(m_device.clock.boot_ms()) == 0) return raise(ceremony::AttemptsCounted{m_attempts.left()});
    remember({base::Fault::identification_locked, std::to_string(m_attempts.wrong()) + " wrong codes"});
    raise(ceremony::IdentificationPaused{});
}

void DeviceSession::find_envelope() {
    if (m_attempts.pause_left_ms(m_device.clock.boot_ms()) != 0) return count_attempts();
    auto found = m_orders.find(m_session.digits);
    m_session.digits.clear();
    if (!found) {
        const base::Fault fault = found.fault();
        m_session.trouble = fault;
        remember(found.failure());
        if (fault == base::Fault::envelope_unknown) {
            ++m_session.identification_attempts;
            raise(ceremony::EnvelopeMissing{});
        } else {
            raise(ceremony::EnvelopeRefused{fault});
        }
        return;
    }
    if (const base::Status may = may_sign_now(m_device); !may) {
        remember(may.failure());
        raise(ceremony::EnvelopeRefused{may.fault()});
        return;
    }
    m_session.open = std::move(*found);
    const documents::EnvelopeDocument& document = m_session.open->document();
    for (std::size_t i = 0; i < document.fields.size(); ++i) {
        const documents::EnvelopeField& field = document.fields[i];
        if (field.kind != documents::EnvelopeFieldKind::text) continue;
        if (can_take_answer(m_session.open->description, field)) {
            m_session.answers.push_back({.field = i, .text = field.value});
        } else if (field.is_required) {
            remember({base::Fault::field_missing, "no place for '" + field.label + "'"});
            raise(ceremony::EnvelopeRefused{base::Fault::field_missing});
            return;
        }
    }
    const auto page_count = static_cast<std::uint32_t>(m_session.open->description.pages.size());
    m_session.pages.resize(page_count);
    raise(ceremony::EnvelopeFound{page_count, static_cast<std::uint32_t>(m_session.answers.size()), m_session.open->tries_left});
}

void DeviceSession::install_pin() {
    const auto install = [this]() -> base::Status {
        m_session.subject = vault::new_record_id();
        m_session.record_key = crypto::random_secret(32);
        TRY(m_device.vault.has_room_for_session());
        TRY(m_device.guard.install(m_session.open->code, m_session.open->tries_left));
        m_session.open->code.clear();  // from here on the chip alone knows it
        return {};
    };
    if (const auto installed = with_reserve(m_device, install); !installed) {
        remember(installed.failure());
        raise(ceremony::SealFailed{installed.fault()});
    }
}

void DeviceSession::leave_page() {
    if (m_session.page_since_ms == 0 || m_session.page_image_number >= m_session.pages.size()) return;
    m_session.pages[m_session.page_image_number].shown_ms += m_device.clock.boot_ms() - m_session.page_since_ms;
    m_session.page_since_ms = 0;
}

void DeviceSession::show_page(std::uint32_t page) {
    leave_page();
    auto image = m_device.renderer.render(m_session.open->pdf, page, page_width_px);
    if (!image) {
        remember(image.failure());
        raise(ceremony::EnvelopeRefused{image.fault()});  // this document's trouble, not the device's
        return;
    }
    m_session.page_image = std::make_shared<const ports::PageImage>(std::move(*image));
    m_session.page_image_number = page;
    m_session.page_since_ms = m_device.clock.boot_ms();
}

// The bytes that will be signed, as they will look: only the signature value is missing.
base::Status DeviceSession::show_preview() {
    m_session.preview.reset();
    const base::Bytes update = TRY(m_session.prepared->complete(base::Bytes{0x30, 0x00}));
    base::Bytes pdf;
    pdf.reserve(m_session.open->pdf.size() + update.size());
    base::append(pdf, m_session.open->pdf);
    base::append(pdf, update);
    ports::PageImage image = TRY(m_device.renderer.render(pdf, signature_position(*m_session.open).page, page_width_px));
    m_session.preview = std::make_shared<const ports::PageImage>(std::move(image));
    return {};
}

void DeviceSession::check_pin() {
    const base::Pin typed = std::move(m_session.pin);
    auto prepared = prepare_seal(m_device, m_session);
    if (!prepared) {
        remember(prepared.failure());
        raise(ceremony::SealFailed{prepared.fault()});
        return;
    }
    m_session.prepared = std::move(*prepared);
    // Nobody signs what cannot be shown.
    if (const auto shown = show_preview(); !shown) {
        remember(shown.failure());
        raise(ceremony::SealFailed{shown.fault()});
        return;
    }

    // What is left is durable before the attempt is made: a power cut gives no free try.
    const std::uint32_t left_after = m_session.open->tries_left == 0 ? 0 : m_session.open->tries_left - 1;
    const auto note = [&] { return m_orders.note(m_session.open->order, OrderState::open, left_after); };
    if (const auto noted = with_reserve(m_device, note); !noted) {
        remember(noted.failure());
        raise(ceremony::SealFailed{noted.fault()});
        return;
    }
    const auto unlocked = m_device.guard.unlock(typed);
    if (unlocked) {
        (void)m_orders.note(m_session.open->order, OrderState::open, m_session.open->tries_left);
        raise(ceremony::PinAccepted{});
        return;
    }
    m_session.trouble = unlocked.fault();
    remember(unlocked.failure());
    if (unlocked.fault() == base::Fault::pin_wrong && left_after != 0) {
        m_session.open->tries_left = left_after;
        raise(ceremony::PinRefused{left_after});
    } else if (unlocked.fault() == base::Fault::pin_wrong || unlocked.fault() == base::Fault::pin_locked) {
        (void)m_orders.note(m_session.open->order, OrderState::locked, 0);
        m_session.open->tries_left = 0;
        raise(ceremony::PinLocked{});
    } else {
        const std::uint32_t left = costs_no_try(unlocked.fault()) ? m_session.open->tries_left : left_after;
        (void)m_orders.note(m_session.open->order, left == 0 ? OrderState::locked : OrderState::open, left);
        raise(ceremony::SealFailed{unlocked.fault()});
    }
}

void DeviceSession::continue_sealing() {
    const auto advanced = m_sealing->advance();
    if (!advanced) {
        remember(advanced.failure());
        m_sealing.reset();
        raise(ceremony::SealFailed{advanced.fault()});
        return;
    }
    raise(ceremony::SealAdvanced{m_sealing->steps_done()});
    if (m_sealing->is_done()) finish_sealing();
}

void DeviceSession::finish_sealing() {
    m_session.receipt_code = receipt_code(m_sealing->seal_id());
    m_session.receipt_qr = receipt_qr(m_device.identity.device, m_sealing->seal_id(), m_session.prepared->digest());
    m_sealing.reset();
    m_attempts.forget();
    raise(ceremony::Sealed{});
}

void DeviceSession::wipe() {
    m_device.guard.lock();
    leave_page();
    m_sealing.reset();
    m_session = Session{};
    m_device.renderer.forget();
    base::wipe_stack();
    m_language = m_device.house.languages.front();
    m_text_size = TextSize::normal;
    m_theme = Theme::light;
    m_is_staff_called = false;
    raise(ceremony::WipeFinished{});
}

}  // namespace app
