# SPDX-License-Identifier: Apache-2.0
# What tpm2-tools find in a device's emulated TPM after it was shut down: every object of
# objects.json, under its handle and with its Name; the counters readable by anybody, and
# the PIN index by nobody. Works on a copy. Prints "objects: ok" or what is wrong.
import json
import os
import shutil
import subprocess
import sys
import tempfile


def tool(*words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def name_of_key(handle, folder):
    path = os.path.join(folder, 'name')
    said = tool('tpm2_readpublic', '-Q', '-c', handle, '-n', path)
    if said.returncode != 0:
        return said.stderr.decode()
    with open(path, 'rb') as written:
        return written.read().hex()


def name_of_index(handle):
    words = tool('tpm2_nvreadpublic', handle).stdout.decode().split()
    return words[words.index('name:') + 1].lower() if 'name:' in words else ' '.join(words)


def look(objects, folder):
    wrong = []
    for key in objects['keys']:
        found = name_of_key(key['handle'], folder)
        if found != key['tpm_name']:
            wrong.append('key %s: %s' % (key['name'], found))
    for index in objects['indices']:
        found = name_of_index(index['handle'])
        if found != index['tpm_name']:
            wrong.append('index %s: %s' % (index['name'], found))
        read = tool('tpm2_nvread', '-C', index['handle'], index['handle'])
        is_counter = index['name'] != 'pin'
        if (read.returncode == 0) != is_counter or (is_counter and len(read.stdout) != 8):
            wrong.append('index %s: reading it gave %d, %d bytes' % (index['name'], read.returncode, len(read.stdout)))
        elif is_counter:
            print('%s = %d' % (index['name'], int.from_bytes(read.stdout, 'big')))
    return wrong


def main(state, objects):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(state, folder + '/tpm')
        socket = folder + '/tpm.sock'
        swtpm = subprocess.Popen(['swtpm', 'socket', '--tpm2', '--tpmstate', 'dir=' + folder + '/tpm', '--flags',
                                  'not-need-init,startup-clear', '--server', 'type=unixio,path=' + socket, '--ctrl',
                                  'type=unixio,path=' + socket + '.ctrl'], stdout=subprocess.DEVNULL)
        os.environ['TPM2TOOLS_TCTI'] = 'swtpm:path=' + socket
        try:
            for _ in range(200):
                if os.path.exists(socket) and os.path.exists(socket + '.ctrl'):
                    break
                subprocess.run(['sleep', '0.05'])
            with open(objects) as listed:
                wrong = look(json.load(listed), folder)
        finally:
            swtpm.terminate()
            swtpm.wait()
    print('\n'.join(wrong) if wrong else 'objects: ok')
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:]))
