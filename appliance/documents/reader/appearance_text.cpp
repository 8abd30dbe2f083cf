// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/appearance_text.h"

#include "appliance/documents/reader/object_text.h"
#include "appliance/documents/reader/stream_data.h"

#include <qpdf/Buffer.hh>
#include <qpdf/BufferInputSource.hh>
#include <qpdf/QPDFTokenizer.hh>
#include <qpdf/QUtil.hh>

#include <algorithm>
#include <vector>

namespace documents {
namespace {

using Token = QPDFTokenizer::Token;

constexpr std::size_t content_size_max = 4U << 20U;
constexpr std::size_t mappings_max = 70'000;
constexpr int form_depth_max = 8;

std::vector<Token> tokens_of(const std::string& content) {
    constexpr std::size_t tokens_max = 2'000'000;
    std::vector<Token> tokens;
    QPDFTokenizer tokenizer;
    tokenizer.allowEOF();
    auto source = std::make_shared<BufferInputSource>("content", content);
    while (tokens.size() < tokens_max) {
        Token token = tokenizer.readToken(source, "content", /*allow_bad=*/true);
        if (token.getType() == QPDFTokenizer::tt_eof) break;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

std::uint32_t code_of(std::string_view bytes) {
    std::uint32_t code = 0;
    for (const char byte : bytes.substr(0, 4)) code = code << 8U | static_cast<std::uint8_t>(byte);
    return code;
}

// What the codes of one font mean.
class FontDecoder {
public:
    static std::optional<FontDecoder> of(Handle font) {
        FontDecoder decoder;
        Handle to_unicode = member(font, "/ToUnicode");
        if (to_unicode.isStream()) {
            const StreamData cmap = decode_stream(to_unicode, content_size_max, Keep::data);
            if (!cmap.is_decoded && cmap.data.empty()) return std::nullopt;
            decoder.m_map = parse_to_unicode(cmap.data);
            return decoder;
        }
        const std::string type = name_value(member(font, "/Subtype"));
        if (type == "Type0" || type == "Type3") return std::nullopt;
        Handle differences = member(member(font, "/Encoding"), "/Differences");
        if (differences.isArray() && !decoder.take_differences(differences)) return std::nullopt;
        // A subset may have an order of its own; the standard encodings share ASCII.
        if (!member(font, "/Encoding").isName() && name_value(member(font, "/BaseFont")).find('+') != std::string::npos)
            return std::nullopt;
        return decoder;
    }

    void append(AppearanceText& out, std::string_view codes) const {
        if (!m_map) {
            out.is_exact = false;
            for (const char code : codes) {
                const auto other = m_differences.find(static_cast<std::uint8_t>(code));
                out.text.push_back(other == m_differences.end() ? code : other->second);
            }
            return;
        }
        for (std::size_t i = 0; i + m_map->code_size <= codes.size(); i += m_map->code_size) {
            const auto found = m_map->texts.find(code_of(codes.substr(i, m_map->code_size)));
            if (found == m_map->texts.end()) {
                out.is_exact = false;
            } else {
                out.text += found->second;
            }
        }
    }

private:
    // Table 114. False when a glyph has a name that only its font knows.
    bool take_differences(Handle differences) {
        static const std::map<std::string, char> digits{{"zero", '0'}, {"one", '1'}, {"two", '2'},   {"three", '3'}, {"four", '4'},
                                                        {"five", '5'}, {"six", '6'}, {"seven", '7'}, {"eight", '8'}, {"nine", '9'}};
        std::int64_t code = 0;
        for (Handle item : items_of(differences)) {
            if (const auto number = integer_value(item)) {
                code = *number;
                continue;
            }
            const std::string name = name_value(item);
            const bool is_word = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            });
            if ((!is_word && name != ".notdef") || code < 0 || code > 255) return false;
            const auto digit = digits.find(name);
            // Of the others only that they are neither digits nor ASCII letters matters.
            m_differences[static_cast<std::uint8_t>(code++)] = digit != digits.end() ? digit->second : name.size() == 1 ? name[0] : ' ';
        }
        return true;
    }

    std::optional<ToUnicode> m_map;
    std::map<std::uint8_t, char> m_differences;
};

}  // namespace

class FontDecoders {
public:
    explicit FontDecoders(Handle form_resources) : m_form_resources(form_resources) {}

    std::optional<FontDecoder> named(Handle resources, const std::string& name) {
        Handle font = member(member(resources, "/Font"), name);
        if (!font.isDictionary()) font = member(member(m_form_resources, "/Font"), name);
        if (!font.isDictionary()) return std::nullopt;
        if (!font.isIndirect()) return FontDecoder::of(font);
        const QPDFObjGen id = font.getObjGen();
        if (!m_decoders.contains(id)) m_decoders.emplace(id, FontDecoder::of(font));
        return m_decoders.at(id);
    }

private:
    Handle m_form_resources;
    std::map<QPDFObjGen, std::optional<FontDecoder>> m_decoders;
};

namespace {

class ContentReader {
public:
    ContentReader(AppearanceText& out, FontDecoders& fonts) : m_out(out), m_fonts(fonts) {}

    // False when the text cannot be told.
    bool read(Handle form, int depth) {
        // A picture may show any text.
        if (!form.isStream() || name_value(member(form, "/Subtype")) == "Image") return false;
        const StreamData content = decode_stream(form, content_size_max, Keep::data);
        if (content.is_over_limit || depth > form_depth_max) return false;
        Handle resources = member(form, "/Resources");
        std::optional<FontDecoder> font;
        std::string name;
        std::vector<std::string> strings;
        for (const Token& token : tokens_of(content.data)) {
            if (token.getType() == QPDFTokenizer::tt_name) {
                name = token.getValue();
            } else if (token.getType() == QPDFTokenizer::tt_string) {
                strings.push_back(token.getValue());
            } else if (token.isWord("Tf")) {
                font = m_fonts.named(resources, name);
            } else if (token.isWord("Tj") || token.isWord("TJ") || token.isWord("'") || token.isWord("\"")) {
                if (!font && !strings.empty()) return false;
                for (const std::string& codes : strings) font->append(m_out, codes);
                strings.clear();
            } else if (token.isWord("Do")) {
                Handle inner = member(member(resources, "/XObject"), name);
                if (!read(inner, depth + 1)) return false;
            } else if (token.isWord()) {
                strings.clear();
            }
        }
        return true;
    }

private:
    AppearanceText& m_out;
    FontDecoders& m_fonts;
};

std::string utf8_of_utf16be(const std::string& bytes) { return QUtil::utf16_to_utf8("\xfe\xff" + bytes); }

// The text for code `first + step`: the last 16-bit unit is counted up.
std::string counted_up(std::string utf16, std::uint32_t step) {
    if (utf16.size() < 2) return {};
    const std::uint32_t unit = code_of(std::string_view(utf16).substr(utf16.size() - 2)) + step;
    utf16[utf16.size() - 2] = static_cast<char>(unit >> 8U & 0xffU);
    utf16[utf16.size() - 1] = static_cast<char>(unit & 0xffU);
    return utf8_of_utf16be(utf16);
}

}  // namespace

ToUnicode parse_to_unicode(std::string_view cmap) {
    enum class Section { none, codespace, characters, ranges };
    ToUnicode out;
    Section section = Section::none;
    std::vector<std::string> operands;
    std::vector<std::string> list;
    bool is_in_list = false;
    const auto map_range = [&] {
        const std::uint32_t first = code_of(operands[0]);
        const std::uint32_t last = code_of(operands[1]);
        for (std::uint32_t code = first; code <= last && out.texts.size() < mappings_max; ++code) {
            const std::uint32_t step = code - first;
            if (operands.size() == 3) {
                out.texts.insert_or_assign(code, counted_up(operands[2], step));
            } else if (step < list.size()) {
                out.texts.insert_or_assign(code, utf8_of_utf16be(list[step]));
            } else {
                break;
            }
        }
        operands.clear();
        list.clear();
    };
    for (const Token& token : tokens_of(std::string(cmap))) {
        const QPDFTokenizer::token_type_e type = token.getType();
        if (type == QPDFTokenizer::tt_word) {
            const std::string word = token.getValue();
            section = word == "begincodespacerange" ? Section::codespace
                      : word == "beginbfchar"       ? Section::characters
                      : word == "beginbfrange"      ? Section::ranges
                                                    : Section::none;
            operands.clear();
        } else if (type == QPDFTokenizer::tt_array_open) {
            is_in_list = true;
        } else if (type == QPDFTokenizer::tt_array_close) {
            is_in_list = false;
            if (section == Section::ranges && operands.size() == 2) map_range();
        } else if (type == QPDFTokenizer::tt_string) {
            (is_in_list ? list : operands).push_back(token.getValue());
            if (section == Section::codespace && operands.size() == 2) {
                out.code_size = std::clamp<std::size_t>(operands[0].size(), 1, 4);
                operands.clear();
            } else if (section == Section::characters && operands.size() == 2 && out.texts.size() < mappings_max) {
                out.texts.insert_or_assign(code_of(operands[0]), utf8_of_utf16be(operands[1]));
                operands.clear();
            } else if (section == Section::ranges && operands.size() == 3) {
                map_range();
            }
        }
    }
    return out;
}

AppearanceReader::AppearanceReader(Handle form_resources) : m_fonts(std::make_unique<FontDecoders>(form_resources)) {}
AppearanceReader::~AppearanceReader() = default;

std::optional<AppearanceText> AppearanceReader::text_of(Handle appearance) {
    AppearanceText out;
    if (!ContentReader(out, *m_fonts).read(appearance, 0)) return std::nullopt;
    return out;
}

}  // namespace documents
