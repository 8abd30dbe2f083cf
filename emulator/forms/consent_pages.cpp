// SPDX-License-Identifier: Apache-2.0
#include "emulator/forms/consent_pages.h"

#include "emulator/forms/sheet.h"

#include <utility>

namespace forms {
namespace {

constexpr Style brand{"Inter Semi-Bold 13", petrol};
constexpr Style address{"Inter 8.5", slate};
constexpr Style title{"Inter Bold 23", ink, 1.2, "H1"};
constexpr Style subtitle{"Inter 11.5", slate};
constexpr Style heading{"Inter Semi-Bold 13", petrol, 1.3, "H2"};
constexpr Style body{"Inter 11.5", slate, 1.5};
constexpr Style caption{"Inter Medium 8", slate};
constexpr Style footer{"Inter 8", slate};

constexpr double k_half = 220;
constexpr double k_right = Sheet::margin + Sheet::column - k_half;

class Form {
public:
    Form() : m_sheet("Consent to treatment: arthroscopy of the left knee") {}

    void begin_page() {
        if (m_page > 0) m_sheet.next_page();
        ++m_page;
        m_sheet.box(0, 0, Sheet::width, 10, teal);
        m_sheet.text(brand, "Northgate Day Surgery", Sheet::margin, 44);
        m_sheet.text(address, "12 Harbour Row · Northgate · Tel 555 0142", Sheet::margin, 62);
        m_sheet.rule(Sheet::margin, 84, Sheet::column);
        m_sheet.text(footer, "Form NDS-204 · rev 7 · page " + std::to_string(m_page) + " of 3", Sheet::margin, 796);
        m_y = 100;
    }

    void say(const Style& style, const std::string& words, double gap) {
        m_y += m_sheet.text(style, words, Sheet::margin, m_y) + gap;
    }

    void section(const std::string& name, const std::string& words) {
        say(heading, name, 2);
        say(body, words, 12);
    }

    void statement(const std::string& words) {
        m_sheet.text(body, "•", Sheet::margin, m_y);
        m_y += m_sheet.text(body, words, Sheet::margin + 16, m_y, Sheet::column - 16) + 7;
    }

    // A caption, the field below it, and a line below the field.
    void answer(const std::string& name, const std::string& label, const std::string& value, double x, double length) {
        m_sheet.text(caption, label, x, m_y);
        m_sheet.rule(x, m_y + 30, length);
        add({name, label, 0, place(x - 2, m_y + 11, length + 2, 18), value, false});
    }

    void signature(const std::string& name, const std::string& label, double length, double room) {
        if (!name.empty()) add({name, label, 0, place(Sheet::margin, m_y, length, room), "", true});
        m_sheet.rule(Sheet::margin, m_y + room + 4, length);
        m_sheet.text(caption, label, Sheet::margin, m_y + room + 8);
    }

    void move(double by) { m_y += by; }
    void rule() { m_sheet.rule(Sheet::margin, m_y, Sheet::column); }
    ConsentPages finish() { return {m_sheet.finish(), std::move(m_fields)}; }

private:
    static documents::Rectangle place(double x, double y, double w, double h) {
        return {x, Sheet::height - y - h, x + w, Sheet::height - y};
    }
    void add(ConsentField field) {
        field.page = m_page - 1;
        m_fields.push_back(std::move(field));
    }

    Sheet m_sheet;
    std::size_t m_page = 0;
    double m_y = 0;
    std::vector<ConsentField> m_fields;
};

void first_page(Form& form) {
    form.begin_page();
    form.say(title, "Consent to treatment", 4);
    form.say(subtitle, "Arthroscopy of the left knee, with general anaesthetic", 16);
    form.answer("PatientName", "Patient", "Mara Keller", Sheet::margin, k_half);
    form.answer("DateOfBirth", "Date of birth", "14 March 1984", k_right, k_half);
    form.move(46);
    form.answer("RecordNumber", "Record number", "NG-40718", Sheet::margin, k_half);
    form.answer("Consultant", "Consultant", "Dr. I. Okafor", k_right, k_half);
    form.move(52);
    form.section("1.  What is planned",
                 "The surgeon will look inside your left knee with a small camera and, if needed, trim or repair torn cartilage. The "
                 "camera and the instruments go in through two or three cuts, each about one centimetre long. The procedure usually "
                 "takes 30 to 45 minutes. You will be asleep throughout and can normally go home the same day.");
    form.section("2.  Expected benefits",
                 "Less pain and locking, and a wider range of movement. Around eight in ten people report a clear improvement within "
                 "three months. How much you gain depends on the state of the cartilage, which can only be seen during the procedure.");
    form.section("3.  Known risks",
                 "Swelling and bruising are common. Infection occurs in about 1 in 300 cases, and blood clots in about 1 in 250. Damage "
                 "to nerves or vessels is rare. Stiffness may persist, and further surgery is occasionally required.");
    form.section("4.  Alternatives",
                 "Physiotherapy, pain relief, injections into the joint, or waiting to see whether the knee settles in time. Your "
                 "consultant has explained what each of these would mean for you. Choosing one of them now does not close the way to "
                 "surgery later.");
}

void second_page(Form& form) {
    form.begin_page();
    form.section("5.  Anaesthetic",
                 "An anaesthetist will meet you before the procedure. Tell them about allergies, loose teeth, and any medicine you take, "
                 "also those bought without a prescription. Sickness and a sore throat are common afterwards and pass within a day. "
                 "Serious reactions are very rare, about 1 in 10,000.");
    form.section("6.  Before you come",
                 "Do not eat for six hours before your arrival. You may drink water until two hours before. Take your usual medicines "
                 "unless we have told you otherwise; if you take blood thinners, ring us at least five days ahead. Arrange for an adult "
                 "to take you home and to stay with you for the first night.");
    form.section("7.  After the procedure",
                 "You may put weight on the leg the same day, with crutches if you need them. Keep the dressings dry for five days. Most "
                 "people return to office work after one week and to physical work after four to six weeks. Do not drive until you can "
                 "brake hard without pain, and not within 48 hours of the anaesthetic.");
    form.section("8.  When to call us",
                 "Ring 555 0142 at any hour if the knee becomes hot and more swollen, if you have a temperature above 38 °C, if your calf "
                 "is painful or tight, or if the bleeding does not stop when you press on it. For chest pain or shortness of breath call "
                 "the emergency services.");
    form.section("9.  If something unexpected is found",
                 "The surgeon will do only what is named in section 1, unless waiting would put your life or your leg in danger. Anything "
                 "else will be discussed with you first, on another day.");
    form.section("10.  Your information",
                 "Pictures taken by the camera during the procedure become part of your record. They are used for teaching only if you "
                 "agree to that on a separate form. You may ask for a copy of your record at any time.");
    form.section("11.  Your choice",
                 "You do not have to sign today. You may take this form home, ask for a second opinion, or ask for the form on paper. If "
                 "you change your mind after signing, tell any member of staff; your care will not suffer from it.");
}

void third_page(Form& form) {
    form.begin_page();
    form.say(title, "Your agreement", 6);
    form.say(subtitle, "By signing below I confirm that:", 10);
    form.statement("I have read this form, or it has been read to me, and I understand it.");
    form.statement("The procedure, its benefits, risks and alternatives have been explained to me.");
    form.statement("I had the opportunity to ask questions and they have been answered.");
    form.statement("I agree to the procedure named on page 1 and to the anaesthetic.");
    form.statement("I know that I can change my mind at any time before the procedure.");
    form.move(12);
    form.rule();
    form.move(18);
    form.say(heading, "Someone we may ring", 6);
    form.answer("EmergencyContact", "Emergency contact: name and telephone number", "", Sheet::margin, Sheet::column);
    form.move(56);
    form.say(heading, "Patient", 6);
    form.signature("PatientSignature", "Signature of the patient", 270, 96);
    form.move(140);
    form.say(heading, "Witness, where one is needed", 6);
    form.signature("", "Signature of the witness", 270, 44);
}

}  // namespace

ConsentPages draw_consent() {
    Form form;
    first_page(form);
    second_page(form);
    third_page(form);
    return form.finish();
}

}  // namespace forms
