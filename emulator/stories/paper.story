# SPDX-License-Identifier: Apache-2.0
story Asking for paper ends in a promise, and in nobody's signature

order
person comes in
press "Paper copy"
see "paper"
time passes 30s
see "Touch to begin"
parcel gone
