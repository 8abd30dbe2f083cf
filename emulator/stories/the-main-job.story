# SPDX-License-Identifier: Apache-2.0
# Signed where there is no network; acknowledged when it is back.
story The whole job, from a work order to the archived file

order
say a work order came, encrypted to the device, and was examined
network off
say the network goes off

person comes in
say a person touches the screen, chooses a language, and is recognised by the appointment code
person agrees and reads
say agrees to electronic records, and reads every page to its end
person answers
say answers on the on-screen keyboard
person draws
say draws a signature
person enters the code
say enters the code that opens the signing key in the TPM
person confirms
say holds to confirm: sealed, verified twice, stored; the screen has forgotten the person
parcel waits

network on
say the network comes back
courier visits
say the courier sent log and parcel; the platform stored, cosigned, time-stamped, receipted
see "Touch to begin" as delivered
courier visits
say the device verified receipt and time-stamp, and dropped its key to the record
archive opens
say the archive opened the parcel and raised the file to B-T
