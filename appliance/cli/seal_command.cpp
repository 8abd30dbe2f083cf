// SPDX-License-Identifier: Apache-2.0
// inkseal seal FILE.pdf --state DIR --tpm TCTI [--out FILE] [--reason TEXT] [--name OFFICE]
//              [--field NAME | --page N --rect L,B,R,T] [--pin-file FILE]
// The institution's seal, by the same steps as a ceremony: see app/institution_seal.h.
#include "appliance/app/institution_seal.h"
#include "appliance/app/post_office.h"
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/code_entry.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

namespace cli {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;

struct Options {
    std::string file, out;
    DevicePlace place;
    std::string pin_file;
    app::InstitutionOrder order;
    std::uint32_t page = 0;             // as people count; 0: invisible
    std::vector<double> rect;
};

// "consent.pdf" -> "consent.sealed.pdf", in the same folder.
std::string sealed_name(const std::string& file) {
    fs::path path(file);
    path.replace_extension(".sealed.pdf");
    return path.string();
}

struct Sealed {
    bool was_rewritten = false;
};

base::Result<Sealed> seal(const Options& options, base::Bytes pdf) {
    const base::Pin code = TRY(read_code(options.pin_file, "Code of the institution's seal: "));
    Sealed sealed;
    const auto work = [&](const app::Device& device) -> Status {
        app::InstitutionSeal maker(device);
        TRY(maker.prepare(std::move(pdf), options.order));
        TRY(maker.unlock(code));
        TRY(maker.make());
        sealed.was_rewritten = maker.was_rewritten();
        // Sealed and kept. The file is handed over whatever the post says, and posted
        // whatever the folder says: the next kiosk or command posts what could not be.
        const Status written = write_new_file(options.out, maker.signed_pdf());
        const Status sent = app::PostOffice(device).send();
        return written ? sent : written;
    };
    TRY(at_the_device(options.place, work));
    return sealed;
}

int refuse(const Failure& failure) {
    complain(failure);
    return exit_of(failure.fault);
}

int run(const Options& given) {
    Options options = given;
    if (options.out.empty()) options.out = sealed_name(options.file);
    if (options.rect.empty() != (options.page == 0)) return refuse({Fault::usage_invalid, "--page and --rect go together"});
    if (options.page != 0 && !options.order.field.empty()) return refuse({Fault::usage_invalid, "--field has its own place"});
    if (options.page != 0)
        options.order.spot = app::SealSpot{options.page - 1, {options.rect[0], options.rect[1], options.rect[2], options.rect[3]}};
    options.order.title = fs::path(options.file).filename().string();
    std::error_code error;
    if (fs::exists(fs::symlink_status(options.out, error))) {  // said before the key is used
        complain({Fault::output_exists, options.out});
        return exit_no_output;
    }
    auto pdf = read_file(options.file);
    if (!pdf) {
        complain(pdf.failure());
        return exit_no_input;
    }
    const auto sealed = seal(options, std::move(*pdf));
    if (!sealed) return refuse(sealed.failure());
    std::cout << "sealed: " << options.out << "\n";
    if (sealed->was_rewritten) std::cout << "note: the file was damaged or carried leftovers; it was rewritten before it was sealed\n";
    return exit_passed;
}

}  // namespace

void add_seal(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "seal", "Seal a PDF in the name of the institution, with the device's key and no person. The use is in the log, and the "
                "file goes to the platform like every other. Exit status: 0 sealed, 1 failed, 64 usage, 65 the document is refused, "
                "66 cannot read it, 69 the device cannot be used now, 73 cannot write, 77 the code is wrong or locked.");
    command->add_option("FILE", options->file, "the PDF; it is never changed")->required();
    command->add_option("--state", options->place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    command->add_option("--tpm,--tcti", options->place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required();
    command->add_option("--out", options->out, "the sealed file, which must not be there yet; FILE.sealed.pdf when left out");
    command->add_option("--reason", options->order.reason, "what the seal is for; follows \"Sealed by device ...; no person signed\"");
    command->add_option("--name", options->order.office, "a part of the institution; written before the place's name");
    command->add_option("--field", options->order.field, "the empty signature field to seal");
    command->add_option("--page", options->page, "page of a visible seal, from 1");
    command->add_option("--rect", options->rect, "left,bottom,right,top in points, from the lower left of the page as it is seen")
        ->delimiter(',')
        ->expected(4);
    command->add_option("--pin-file", options->pin_file, "file with the code; - for standard input, /dev/fd/N for a descriptor; asked at the terminal when left out");
    command->add_option("--programs", options->place.programs, "folder of the device's programs; beside this one when left out");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace cli
