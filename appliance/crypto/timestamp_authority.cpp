// SPDX-License-Identifier: Apache-2.0
// OpenSSL's TS reads the question, judges it and writes the answer. Ours are the limits,
// the clock, the numbers, and telling the asker's mistakes from our own trouble.
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/authority.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/timestamp.h"

#include <openssl/ts.h>

#include <algorithm>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using ports::HashAlgorithm;

namespace {

using RequestedHandle = Handle<TS_REQ, TS_REQ_free>;
using ResponderHandle = Handle<TS_RESP_CTX, TS_RESP_CTX_free>;
using ResponseHandle = Handle<TS_RESP, TS_RESP_free>;

// An imprint, a policy and a nonce fit twenty times.
constexpr std::size_t request_size_max = 4096;

template <typename T>
Bytes encoded(const T* value, int (*write)(const T*, unsigned char**)) {
    unsigned char* der = nullptr;
    const int size = write(value, &der);
    Bytes out;
    if (size > 0) out.assign(der, der + size);
    OPENSSL_free(der);
    return out;
}

// DER and nothing behind it (RFC 3161, 3.4): OpenSSL would take BER too and would not
// look at what follows.
bool is_strict(ByteView request) {
    if (request.empty() || request.size() > request_size_max) return false;
    const unsigned char* cursor = request.data();
    const RequestedHandle parsed(d2i_TS_REQ(nullptr, &cursor, static_cast<long>(request.size())));
    return parsed != nullptr && std::ranges::equal(encoded(parsed.get(), i2d_TS_REQ), request);
}

// OpenSSL asks for number and time while it answers; both outlive the answer.
using SerialSource = TimestampAuthority::SerialSource;

ASN1_INTEGER* next_serial(TS_RESP_CTX*, void* source) {
    const auto number = (*static_cast<const SerialSource*>(source))();
    if (!number) {
        raise_failure(number.failure());
        return nullptr;
    }
    IntegerHandle serial(ASN1_INTEGER_new());
    if (serial == nullptr || ASN1_INTEGER_set_uint64(serial.get(), *number) != 1) return nullptr;
    return serial.release();
}

int tell_time(TS_RESP_CTX*, void* now, long* seconds, long* microseconds) {
    const std::int64_t ms = *static_cast<const std::int64_t*>(now);
    *seconds = static_cast<long>(ms / 1000 - (ms % 1000 < 0 ? 1 : 0));
    *microseconds = static_cast<long>(ms - *seconds * 1000) * 1000;
    return 1;
}

bool set_terms(TS_RESP_CTX* responder, HashAlgorithm signing_hash) {
    const ObjectHandle policy(OBJ_txt2obj(timestamp_policy_oid, 1));
    bool is_set = policy != nullptr && TS_RESP_CTX_set_def_policy(responder, policy.get()) == 1;
    for (const HashAlgorithm hash : {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512})
        is_set = is_set && TS_RESP_CTX_add_md(responder, evp_md(hash)) == 1;
    return is_set && TS_RESP_CTX_set_signer_digest(responder, evp_md(signing_hash)) == 1 &&
           TS_RESP_CTX_set_ess_cert_id_digest(responder, evp_md(HashAlgorithm::sha256)) == 1 &&
           TS_RESP_CTX_set_accuracy(responder, 1, 0, 0) == 1 &&       // one second
           TS_RESP_CTX_set_clock_precision_digits(responder, 3) == 1;  // milliseconds
}

// OpenSSL puts the signer's own certificate in front of these.
bool set_chain(TS_RESP_CTX* responder, const Certificate& signer, const std::vector<Certificate>& chain) {
    const CertificatesHandle stack(sk_X509_new_null());
    for (const Certificate& certificate : chain) {
        if (certificate == signer) continue;
        if (stack == nullptr || X509_add_cert(stack.get(), certificate.raw(), X509_ADD_FLAG_UP_REF) != 1) return false;
    }
    return TS_RESP_CTX_set_certs(responder, stack.get()) == 1;
}

// A rejection that gives a reason is the asker's; one without is our own trouble.
bool may_leave(const ResponseHandle& response) {
    if (response == nullptr) return false;
    const TS_STATUS_INFO* status = TS_RESP_get_status_info(response.get());
    return ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status)) == TS_STATUS_GRANTED ||
           TS_STATUS_INFO_get0_failure_info(status) != nullptr;
}

}  // namespace

Result<Bytes> TimestampAuthority::answer(ByteView request, std::int64_t now_ms) const {
    if (!is_same_key(m_certificate.public_key(), m_key->public_key())) {
        return Failure{Fault::certificate_invalid, "the certificate is not this key's"};
    }
    const EvpKey key = TRY(evp_key_for(m_key));
    // What is not strict reaches TS as an empty text, and is rejected as badDataFormat.
    const ByteView question = is_strict(request) ? request : base::as_bytes("");
    clear_openssl_errors();
    const ResponderHandle responder(TS_RESP_CTX_new());
    if (responder == nullptr) return openssl_failure(Fault::crypto_failed, "prepare to stamp");
    if (TS_RESP_CTX_set_signer_cert(responder.get(), m_certificate.raw()) != 1) {
        return openssl_failure(Fault::certificate_invalid, "not for time-stamping");
    }
    if (TS_RESP_CTX_set_signer_key(responder.get(), key.raw()) != 1 || !set_chain(responder.get(), m_certificate, m_chain) ||
        !set_terms(responder.get(), natural_hash(m_key->algorithm()))) {
        return openssl_failure(Fault::crypto_failed, "prepare to stamp");
    }
    SerialSource numbers = m_next_serial;
    TS_RESP_CTX_set_serial_cb(responder.get(), next_serial, &numbers);
    TS_RESP_CTX_set_time_cb(responder.get(), tell_time, &now_ms);

    const BioHandle input(BIO_new_mem_buf(question.data(), static_cast<int>(question.size())));
    if (input == nullptr) return openssl_failure(Fault::crypto_failed, "prepare to stamp");
    const ResponseHandle response(TS_RESP_create_response(responder.get(), input.get()));
    if (!may_leave(response)) return openssl_failure(Fault::crypto_failed, "stamp");
    clear_openssl_errors();
    return encoded(response.get(), i2d_TS_RESP);
}

}  // namespace crypto
