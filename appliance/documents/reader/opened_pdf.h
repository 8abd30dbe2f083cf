// SPDX-License-Identifier: Apache-2.0
// qpdf, opened on bytes in memory. The only place where its exceptions become faults.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"
#include "appliance/documents/description.h"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace documents {

using Handle = QPDFObjectHandle;

// strict: any trouble in the cross-reference data is a fault.
// repair: qpdf may rebuild the table by searching for objects.
enum class Opening { strict, repair };
enum class HybridView { complete, table_only };

class OpenedPdf {
public:
    // `file` must outlive the result. `password` may be null or empty.
    // Faults: document_not_pdf, document_encrypted, document_unsupported_encryption,
    // document_damaged, document_too_large (memory ran out).
    static base::Result<std::unique_ptr<OpenedPdf>> open(base::ByteView file, const base::SecretBytes* password,
                                                         Opening opening, HybridView view = HybridView::complete);

    QPDF& qpdf() { return *m_qpdf; }
    base::ByteView file() const { return m_file; }
    Handle trailer() { return m_qpdf->getTrailer(); }
    Handle catalog() { return m_qpdf->getTrailer().getKey("/Root"); }
    Handle object(Ref ref) { return m_qpdf->getObject(ref.number, ref.generation); }
    // Everything qpdf has overlooked so far.
    const std::vector<std::string>& warnings();

private:
    explicit OpenedPdf(base::ByteView file) : m_file(file) {}

    base::ByteView m_file;
    std::shared_ptr<QPDF> m_qpdf;
    std::vector<std::string> m_warnings;
};

// What the exception now being handled means.
base::Failure failure_of_exception();

// Runs `work`, which uses qpdf, and turns what it throws into a fault.
template <typename Work>
auto guarded(Work&& work) -> base::Result<std::invoke_result_t<Work>> {
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (...) {
        return failure_of_exception();
    }
}

inline Ref ref_of(const QPDFObjGen& id) { return {id.getObj(), id.getGen()}; }
inline Ref ref_of(Handle object) { return object.isIndirect() ? ref_of(object.getObjGen()) : Ref{}; }

}  // namespace documents
