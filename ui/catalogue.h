// SPDX-License-Identifier: Apache-2.0
// Translations: reads GNU gettext's .mo files, with their plural rule, without a
// locale, because a kiosk changes its language from person to person.
// (gettext manual, "The Format of GNU MO Files" and "Additional functions for plural forms")
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ui {

class PluralRule;

class Catalogue {
public:
    Catalogue();  // empty: every message is its own translation, plurals as in English
    ~Catalogue();
    Catalogue(Catalogue&&) noexcept;
    Catalogue& operator=(Catalogue&&) noexcept;

    // Faults: message_invalid.
    static base::Result<Catalogue> read(base::ByteView mo);

    // The translation, or `message` itself when there is none. Valid while the catalogue is.
    std::string_view text(std::string_view message) const;
    std::string_view plural(std::string_view one, std::string_view many, std::uint64_t count) const;

    bool has(std::string_view message) const { return m_messages.contains(message); }
    std::size_t size() const { return m_messages.size(); }

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_messages;
    std::unique_ptr<PluralRule> m_rule;
};

}  // namespace ui
