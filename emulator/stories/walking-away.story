# SPDX-License-Identifier: Apache-2.0
story A person who walks away is forgotten

order
person comes in
person agrees and reads
time passes 130s
see "Are you still there?"
time passes 60s
see "Touch to begin"
not see "Mara"
not see "Consent to treatment"
