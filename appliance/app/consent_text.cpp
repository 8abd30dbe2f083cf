// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/consent_text.h"

#include <array>

namespace app {
namespace {

constexpr std::array<ConsentItem, 6> english = {{
    {"Paper is always possible", "You may sign on paper instead. Press “Paper copy” at any time and someone will bring it."},
    {"What this covers", "Your agreement covers only the documents of this appointment."},
    {"You may change your mind", "You may take back your agreement before you sign, without giving a reason and without a fee."},
    {"Your copy", "You get a receipt now. Ask at the desk for a printed copy; it costs nothing."},
    {"How to reach you", "If your address or telephone number has changed, please tell the desk."},
    {"What you need", "To read your copy later you need a device that opens PDF files."},
}};

constexpr std::array<ConsentItem, 6> spanish = {{
    {"Siempre puede usar papel", "Puede firmar en papel. Pulse «Copia en papel» en cualquier momento y se la traerán."},
    {"Qué incluye", "Su acuerdo solo se refiere a los documentos de esta cita."},
    {"Puede cambiar de opinión", "Puede retirar su acuerdo antes de firmar, sin dar motivos y sin coste."},
    {"Su copia", "Ahora recibirá un recibo. Pida en el mostrador una copia impresa; es gratuita."},
    {"Cómo localizarle", "Si ha cambiado su dirección o su teléfono, dígalo en el mostrador."},
    {"Qué necesita", "Para leer su copia más tarde necesita un dispositivo que abra archivos PDF."},
}};

constexpr std::array<ConsentItem, 6> arabic = {{
    {"الورق متاح دائمًا", "يمكنك التوقيع على الورق. اضغط «نسخة ورقية» في أي وقت وسيحضرها لك أحد الموظفين."},
    {"ما الذي يشمله هذا", "موافقتك تخص مستندات هذا الموعد فقط."},
    {"يمكنك تغيير رأيك", "يمكنك سحب موافقتك قبل التوقيع دون ذكر السبب ودون رسوم."},
    {"نسختك", "ستحصل الآن على إيصال. اطلب نسخة مطبوعة من مكتب الاستقبال مجانًا."},
    {"كيف نتصل بك", "إذا تغيّر عنوانك أو رقم هاتفك فأخبر مكتب الاستقبال."},
    {"ما تحتاج إليه", "لقراءة نسختك لاحقًا تحتاج إلى جهاز يفتح ملفات PDF."},
}};

}  // namespace

std::span<const ConsentItem> consent_items(Language language) {
    switch (language) {
        case Language::english: return english;
        case Language::spanish: return spanish;
        case Language::arabic: return arabic;
    }
    return english;
}

std::string consent_text(Language language) {
    std::string text;
    for (const ConsentItem& item : consent_items(language)) {
        text += item.title;
        text += '\n';
        text += item.text;
        text += '\n';
    }
    return text;
}

}  // namespace app
