// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/rehearsal.h"

#include "appliance/app/device_session.h"
#include "appliance/ceremony/names.h"
#include "appliance/device/open_device.h"
#include "appliance/host/system_clock.h"
#include "emulator/handwriting.h"
#include "tests/bench/benchmark_run.h"

namespace bench {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

// Adds the time until its end to a part.
class Lap {
public:
    explicit Lap(double& ms) : m_ms(ms) {}
    ~Lap() { m_ms += milliseconds_since(m_began); }
    Lap(const Lap&) = delete;
    Lap& operator=(const Lap&) = delete;

private:
    double& m_ms;
    long long m_began = now_ns();
};

struct TimedReader final : documents::DocumentReader {
    TimedReader(documents::DocumentReader& the_real, double& the_time) : real(the_real), ms(the_time) {}
    Result<documents::Description> describe(base::ByteView pdf) override {
        const Lap lap(ms);
        return real.describe(pdf);
    }
    Result<base::Bytes> normalise(base::ByteView pdf) override { return real.normalise(pdf); }
    documents::DocumentReader& real;
    double& ms;
};

struct TimedOpinion final : ports::SecondOpinion {
    TimedOpinion(ports::SecondOpinion& the_real, double& the_time) : real(the_real), ms(the_time) {}
    Status check(base::ByteView pdf, const std::vector<base::Bytes>& anchors) override {
        const Lap lap(ms);
        return real.check(pdf, anchors);
    }
    ports::SecondOpinion& real;
    double& ms;
};

struct TimedAttestor final : ports::TimeAttestor {
    TimedAttestor(ports::TimeAttestor& the_real, double& the_time) : real(the_real), ms(the_time) {}
    Result<ports::TimeStatement> attest_time(base::ByteView binding) override {
        const Lap lap(ms);
        return real.attest_time(binding);
    }
    Result<ports::CounterStatement> attest_counter(base::ByteView binding) override { return real.attest_counter(binding); }
    Result<ports::CounterStatement> attest_serial(base::ByteView binding) override {
        const Lap lap(ms);
        return real.attest_serial(binding);
    }
    ports::TimeAttestor& real;
    double& ms;
};

struct TimedKey final : ports::SigningKey {
    TimedKey(ports::SigningKey& the_real, double& the_time) : real(the_real), ms(the_time) {}
    ports::KeyAlgorithm algorithm() const override { return real.algorithm(); }
    const base::Bytes& public_key() const override { return real.public_key(); }
    Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest) override {
        const Lap lap(ms);
        return real.sign(scheme, hash, digest);
    }
    ports::SigningKey& real;
    double& ms;
};

struct TimedGuard final : ports::KeyGuard {
    TimedGuard(ports::KeyGuard& the_real, double& the_time) : real(the_real), timed(the_real.key(), the_time) {}
    Status install(const base::Pin& code, std::uint32_t tries_left) override { return real.install(code, tries_left); }
    Status unlock(const base::Pin& code) override { return real.unlock(code); }
    Result<std::uint32_t> tries_left() override { return real.tries_left(); }
    void lock() override { real.lock(); }
    ports::SigningKey& key() override { return timed; }
    ports::KeyGuard& real;
    TimedKey timed;
};

app::DrawInk ink_of(const emulator::PenStroke& stroke) {
    app::DrawInk ink{.begins_stroke = true, .pad_width_mm = 200, .pad_height_mm = 60, .samples = {}};
    for (const emulator::PenPoint& point : stroke) {
        ink.samples.push_back({.t_us = point.t_ms * 1000,
                               .x = static_cast<float>(point.x * 200),
                               .y = static_cast<float>(point.y * 60),
                               .pressure = static_cast<float>(point.pressure),
                               .is_contact = true});
    }
    return ink;
}

Status expect(const app::DeviceSession& session, std::string_view state) {
    if (ceremony::name_of(session.state()) == state) return {};
    return Failure{Fault::program_failed, "the ceremony is at " + ceremony::describe(session.state()) + ", not at " + std::string(state)};
}

void key_in(app::DeviceSession& session, std::string_view digits) {
    for (const char digit : digits) session.handle(app::PressDigit{digit});
    session.handle(app::EnterDigits{});
}

// Up to the confirm screen.
Status come_to_confirm(app::DeviceSession& session, const RehearsalPlan& plan) {
    session.handle(app::Begin{});
    session.handle(app::ChooseLanguage{app::Language::english});
    key_in(session, plan.appointment_code);
    session.handle(app::ThisIsMe{true});
    session.handle(app::GiveConsent{});
    TRY(expect(session, "reviewing"));
    const std::uint32_t pages = std::get<app::ReviewScreen>(session.screen().content).page_count;
    for (std::uint32_t page = 0; page < pages; ++page) {
        session.handle(app::ShowPage{page});
        session.handle(app::PageSeen{page});
    }
    session.handle(app::FinishReview{});
    TRY(expect(session, "filling"));
    for (const char letter : std::string("Tom Keller 555 0175")) session.handle(app::TypeText{std::string(1, letter)});
    session.handle(app::FinishField{});
    TRY(expect(session, "signing"));
    for (const emulator::PenStroke& stroke : emulator::handwriting()) session.handle(ink_of(stroke));
    session.handle(app::FinishInk{});
    TRY(expect(session, "authenticating"));
    key_in(session, plan.pin);
    session.tick();
    return expect(session, "confirming");
}

}  // namespace

Result<Parts> rehearse(const RehearsalPlan& plan) {
    Parts parts;
    const host::SystemClock clock;
    const long long opening = now_ns();
    const auto device = TRY(device::OpenDevice::open({.state = plan.state, .tcti = plan.tcti, .programs = plan.programs}, clock));
    const double open_ms = milliseconds_since(opening);
    const app::Device& real = device->parts();
    TimedGuard guard(real.guard, parts["TPM sign"]);
    TimedAttestor attestor(real.attestor, parts["TPM attest"]);
    TimedReader reader(real.reader, parts["reading back"]);
    TimedOpinion opinion(real.second_opinion, parts["second opinion"]);
    const app::Device timed{.identity = real.identity, .guard = guard, .log_signer = real.log_signer, .anchor = real.anchor,
                            .attestor = attestor, .vault = real.vault, .log = real.log, .disk = real.disk, .clock = real.clock,
                            .reader = reader, .fonts = real.fonts, .renderer = real.renderer, .second_opinion = opinion,
                            .office = real.office, .mailbox = real.mailbox, .service_log = real.service_log};
    app::DeviceSession session(timed);
    const long long starting = now_ns();
    TRY(session.start("bench", device->was_shut_down_in_order()));
    const double start_ms = milliseconds_since(starting);
    TRY(come_to_confirm(session, plan));
    for (auto& [name, ms] : parts) ms = 0;
    const long long began = now_ns();
    session.handle(app::HoldCompleted{});
    for (int turn = 0; turn < 100 && ceremony::name_of(session.state()) != "showing-receipt"; ++turn) session.tick();
    const double whole = milliseconds_since(began);
    TRY(expect(session, "showing-receipt"));
    double rest = whole;
    for (const auto& [name, ms] : parts) rest -= ms;
    parts["the rest"] = rest;
    parts["whole"] = whole;
    parts["opening"] = open_ms;
    parts["starting"] = start_ms;
    session.handle(app::FinishReceipt{});
    session.tick();
    TRY(device->shut_down());
    return parts;
}

}  // namespace bench
