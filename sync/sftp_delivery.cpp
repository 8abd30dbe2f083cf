// SPDX-License-Identifier: Apache-2.0
// The one file that knows libssh.
#include "sync/sftp_delivery.h"

#include "sync/watchdog.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <optional>
#include <unistd.h>

namespace exchange {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using ports::ReadBack;

constexpr std::size_t piece_size = 32U << 10U;
// A server has a key of each kind; only one of them is pinned, so each kind is asked for.
constexpr std::array host_key_kinds = {"ssh-ed25519", "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521", "rsa-sha2-512,rsa-sha2-256"};

struct EndSession {
    void operator()(ssh_session session) const {
        ssh_disconnect(session);
        ssh_free(session);
    }
};
using Session = std::unique_ptr<ssh_session_struct, EndSession>;

struct EndChannel {
    void operator()(sftp_session channel) const { sftp_free(channel); }
};
struct CloseFile {
    void operator()(sftp_file file) const { sftp_close(file); }
};
using File = std::unique_ptr<sftp_file_struct, CloseFile>;
struct FreeKey {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Key = std::unique_ptr<ssh_key_struct, FreeKey>;

Result<Session> reach(const SftpSettings& settings, const char* kinds) {
    Session session(ssh_new());
    if (!session) return Failure{Fault::crypto_failed, "no session"};
    const bool off = false;
    const long patience_s = settings.stalled_after_s;
    const unsigned port = settings.place.port;
    const bool is_set = ssh_options_set(session.get(), SSH_OPTIONS_PROCESS_CONFIG, &off) == SSH_OK &&
                        ssh_options_set(session.get(), SSH_OPTIONS_HOST, settings.place.host.c_str()) == SSH_OK &&
                        ssh_options_set(session.get(), SSH_OPTIONS_PORT, &port) == SSH_OK &&
                        ssh_options_set(session.get(), SSH_OPTIONS_USER, settings.place.user.c_str()) == SSH_OK &&
                        ssh_options_set(session.get(), SSH_OPTIONS_KNOWNHOSTS, "/dev/null") == SSH_OK &&
                        ssh_options_set(session.get(), SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null") == SSH_OK &&
                        ssh_options_set(session.get(), SSH_OPTIONS_HOSTKEYS, kinds) == SSH_OK &&
                        ssh_options_set(session.get(), SSH_OPTIONS_TIMEOUT, &patience_s) == SSH_OK;
    if (!is_set) return Failure{Fault::usage_invalid, ssh_get_error(session.get())};
    if (ssh_connect(session.get()) == SSH_OK) return session;
    const std::string words = ssh_get_error(session.get());
    return Failure{words.find("imeout") == std::string::npos ? Fault::network_down : Fault::network_timeout, words};
}

Result<base::Digest> host_key_of(const Session& session) {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session.get(), &raw) != SSH_OK) return Failure{Fault::peer_untrusted, "no host key"};
    const Key key(raw);
    unsigned char* hash = nullptr;
    std::size_t size = 0;
    base::Digest digest{};
    if (ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != SSH_OK) return Failure{Fault::crypto_failed, "host key"};
    const bool fits = size == digest.size();
    if (fits) std::copy_n(hash, size, digest.begin());
    ssh_clean_pubkey_hash(&hash);
    if (!fits) return Failure{Fault::crypto_failed, "host key"};
    return digest;
}

// To the server with the pinned key, before anything but the version was said.
Result<Session> reach_the_pinned(const SftpSettings& settings) {
    std::optional<Failure> trouble;
    bool is_another = false;
    for (const char* kinds : host_key_kinds) {
        auto session = reach(settings, kinds);
        if (!session) {
            if (!trouble) trouble = session.failure();
            continue;
        }
        const base::Digest seen = TRY(host_key_of(*session));
        if (seen == settings.host_key) return session;
        is_another = true;
    }
    if (is_another) return Failure{Fault::peer_untrusted, settings.place.host + " does not have the host key that was pinned; nothing was sent"};
    return *trouble;
}

Status sign_in(const Session& session, const SftpSettings& settings) {
    // libssh wants a text with its end.
    base::SecretBytes text(settings.password.size() + 1);
    std::copy(settings.password.reveal().begin(), settings.password.reveal().end(), text.reveal_to_fill().begin());
    const char* password = reinterpret_cast<const char*>(text.reveal().data());
    int answer = SSH_AUTH_DENIED;
    if (settings.key_file.empty()) {
        answer = ssh_userauth_password(session.get(), nullptr, password);
    } else {
        ssh_key raw = nullptr;
        if (ssh_pki_import_privkey_file(settings.key_file.c_str(), settings.password.is_empty() ? nullptr : password, nullptr, nullptr, &raw) != SSH_OK)
            return Failure{Fault::key_missing, settings.key_file + " is no key file that can be opened"};
        const Key key(raw);
        answer = ssh_userauth_publickey(session.get(), nullptr, key.get());
    }
    if (answer == SSH_AUTH_SUCCESS) return {};
    const bool is_cut = ssh_is_connected(session.get()) == 0;
    return Failure{is_cut ? Fault::network_down : Fault::server_refused, settings.place.user + " is not let in: " + ssh_get_error(session.get())};
}

}  // namespace

struct SftpDelivery::Line {
    Session session;
    std::optional<Watchdog> watchdog;
    std::unique_ptr<sftp_session_struct, EndChannel> channel;
    std::string folder;

    ~Line() {
        channel.reset();
        watchdog.reset();  // before the socket goes
    }

    Failure failed(const std::string& what) {
        if (watchdog->has_bitten()) return {Fault::network_timeout, what + ": the server answers no more"};
        if (ssh_is_connected(session.get()) == 0) return {Fault::network_down, what + ": the connection was cut"};
        const auto [code, words] = std::pair(sftp_get_error(channel.get()), std::string(ssh_get_error(session.get())));
        if (code == SSH_FX_CONNECTION_LOST || code == SSH_FX_NO_CONNECTION || code == SSH_FX_OK) return {Fault::network_down, what + ": " + words};
        if (code == SSH_FX_PERMISSION_DENIED) return {Fault::server_refused, what + ": permission denied"};
        if (code == SSH_FX_NO_SUCH_FILE || code == SSH_FX_NO_SUCH_PATH) return {Fault::server_refused, what + ": no such file or folder"};
        return {Fault::server_refused, what + ": " + words};
    }
    // Nothing when it is not there.
    Result<std::optional<std::uint64_t>> size_of(const std::string& path) {
        sftp_attributes attributes = sftp_stat(channel.get(), path.c_str());
        watchdog->feed();
        if (attributes == nullptr) {
            if (sftp_get_error(channel.get()) == SSH_FX_NO_SUCH_FILE) return std::optional<std::uint64_t>();
            return failed(path);
        }
        const std::uint64_t size = attributes->size;
        sftp_attributes_free(attributes);
        return std::optional(size);
    }
    // Whether the file begins with this; a server may forbid reading.
    Result<std::optional<bool>> holds(const std::string& path, ByteView expected) {
        const File file(sftp_open(channel.get(), path.c_str(), O_RDONLY, 0));
        watchdog->feed();
        if (!file) {
            if (sftp_get_error(channel.get()) == SSH_FX_PERMISSION_DENIED) return std::optional<bool>();
            return failed(path);
        }
        base::Bytes piece(piece_size);
        while (!expected.empty()) {
            const ssize_t got = sftp_read(file.get(), piece.data(), std::min(piece.size(), expected.size()));
            watchdog->feed();
            if (got < 0) return failed(path);
            const auto count = static_cast<std::size_t>(got);
            if (count == 0 || count > expected.size() || !std::equal(piece.begin(), piece.begin() + got, expected.begin())) return std::optional(false);
            expected = expected.subspan(count);
        }
        return std::optional(true);
    }
    Status check_room(std::uint64_t needed) {
        if (sftp_extension_supported(channel.get(), "statvfs@openssh.com", "2") == 0) return {};
        sftp_statvfs_t room = sftp_statvfs(channel.get(), folder.c_str());
        watchdog->feed();
        if (room == nullptr) return failed(folder);
        const bool is_short = room->f_frsize != 0 && room->f_bavail < needed / room->f_frsize + 1;
        sftp_statvfs_free(room);
        if (is_short) return Failure{Fault::server_refused, folder + ": no room left there"};
        return {};
    }
    Status write(const std::string& path, ByteView content, std::uint64_t from) {
        const int how = O_WRONLY | O_CREAT | (from == 0 ? O_TRUNC : 0);
        const File file(sftp_open(channel.get(), path.c_str(), how, 0600));
        watchdog->feed();
        if (!file || sftp_seek64(file.get(), from) != 0) return failed(path);
        ByteView rest = content.subspan(static_cast<std::size_t>(from));
        while (!rest.empty()) {
            const ssize_t sent = sftp_write(file.get(), rest.data(), std::min(piece_size, rest.size()));
            watchdog->feed();
            if (sent <= 0) {
                const Failure why = failed(path);
                // "Failure" is all that the protocol says of a full disk.
                if (why.fault == Fault::server_refused) TRY(check_room(rest.size()));
                return why;
            }
            rest = rest.subspan(static_cast<std::size_t>(sent));
        }
        if (sftp_extension_supported(channel.get(), "fsync@openssh.com", "1") != 0 && sftp_fsync(file.get()) != 0) return failed(path);
        watchdog->feed();
        return {};
    }
};

SftpDelivery::SftpDelivery(std::unique_ptr<Line> line) : m_line(std::move(line)) {}
SftpDelivery::~SftpDelivery() = default;

Result<std::unique_ptr<SftpDelivery>> SftpDelivery::connect(const SftpSettings& settings) {
    auto line = std::make_unique<Line>();
    line->session = TRY(reach_the_pinned(settings));
    line->watchdog.emplace(ssh_get_fd(line->session.get()), std::chrono::seconds(settings.stalled_after_s));
    TRY(sign_in(line->session, settings));
    line->watchdog->feed();
    line->channel.reset(sftp_new(line->session.get()));
    if (!line->channel || sftp_init(line->channel.get()) != SSH_OK)
        return Failure{Fault::server_refused, "no SFTP there: " + std::string(ssh_get_error(line->session.get()))};
    line->watchdog->feed();
    line->folder = settings.place.folder;
    return std::unique_ptr<SftpDelivery>(new SftpDelivery(std::move(line)));
}

Result<ReadBack> SftpDelivery::put(const std::string& name, ByteView content) {
    const std::string path = m_line->folder + "/" + name, part = path + ".part";
    if (const auto standing = TRY(m_line->size_of(path))) {
        const auto is_same = *standing == content.size() ? TRY(m_line->holds(path, content)) : std::optional(false);
        if (is_same && *is_same) return ReadBack::same;
        return Failure{Fault::output_exists, is_same ? path + " is there with other content" : path + " is there and cannot be read"};
    }
    std::uint64_t from = TRY(m_line->size_of(part)).value_or(0);
    if (from > 0) {
        const bool is_beginning = from <= content.size() && TRY(m_line->holds(part, content.first(static_cast<std::size_t>(from)))).value_or(false);
        if (!is_beginning) from = 0;
    }
    TRY(m_line->check_room(content.size() - from));
    TRY(m_line->write(part, content, from));
    const auto is_same = TRY(m_line->holds(part, content));
    if (is_same && !*is_same) return Failure{Fault::server_refused, part + " reads back differently"};
    // Without the extension of that name, a server's rename replaces nothing.
    if (sftp_rename(m_line->channel.get(), part.c_str(), path.c_str()) != 0) return m_line->failed(path);
    m_line->watchdog->feed();
    return is_same ? ReadBack::same : ReadBack::not_allowed;
}

}  // namespace exchange
