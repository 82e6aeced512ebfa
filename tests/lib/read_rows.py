#!/usr/bin/env python3
"""The rows of a file of data/raw-formats, read with Python's own means and with what its README says of the file: the independent reader that
the table tests compare with. One JSON list of cells a row, null for a row that does not fit the header; the header first."""
import csv
import datetime
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

# name: encoding, delimiter, lines before the header
TEXT = {
    'airline_excel_serial_dates.csv': ('utf-8', ',', 0),
    'alexa_bom.tsv': ('utf-8-sig', '\t', 0),
    'appreviews_zh_hant_bom_crlf.csv': ('utf-8-sig', ',', 0),
    'car_columns_shifted.csv': ('utf-8-sig', ',', 0),
    'car_gbk_crlf.csv': ('gb18030', ',', 0),
    'car_gbk_index_column.csv': ('gb18030', ',', 0),
    'car_utf8bom_reordered.csv': ('utf-8-sig', ',', 0),
    'cfpb_junk_preamble.csv': ('utf-8', ',', 2),
    'heimao_blank_rows.csv': ('utf-8', ',', 0),
    'heimao_mojibake.csv': ('utf-8', ',', 0),
    'helpdesk_semicolon_bom_pt.csv': ('utf-8-sig', ';', 0),
    'jd_invalid_utf8_ragged.csv': ('utf-8-sig', ',', 0),
}
NS = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'


def text_records(path, encoding, delimiter, before):
    text = open(path, 'rb').read().decode(encoding, 'replace')
    return list(csv.reader(io.StringIO(text, newline=''), delimiter=delimiter))[before:]


def slid_records(path):
    """review,sentiment<text> and lines that begin with the label of the text before."""
    text = open(path, encoding='utf-8', newline='').read()
    head = 'review,sentiment'
    assert text.startswith(head)
    parts = re.split(r'\n,(\d)', text[len(head):])
    yield ['review', 'sentiment']
    for i in range(0, len(parts), 2):
        yield [parts[i].strip(), parts[i + 1] if i + 1 < len(parts) else '']


def json_records(path):
    rows = [json.loads(line) for line in open(path, encoding='utf-8') if line.strip()]
    keys = list(dict.fromkeys(k for r in rows for k in r))
    yield keys
    for r in rows:
        yield [r.get(k) or '' for k in keys]


def is_date(code):
    return bool(re.search('[ymdhs]', re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', '', code.lower().split(';')[0]).replace('general', '')))


def sheet_records(path):
    z = zipfile.ZipFile(path)
    shared = [''.join(t.text or '' for t in si.iter(NS + 't')) for si in ET.fromstring(z.read('xl/sharedStrings.xml'))]
    styles = ET.fromstring(z.read('xl/styles.xml'))
    codes = {int(f.get('numFmtId')): f.get('formatCode') for f in styles.iter(NS + 'numFmt')}
    dates = [int(x.get('numFmtId')) in range(14, 23) or is_date(codes.get(int(x.get('numFmtId')), '')) for x in styles.find(NS + 'cellXfs')]

    def value(c):
        v = c.find(NS + 'v')
        if v is None or v.text is None:
            return ''
        if c.get('t') == 's':
            return re.sub('_x([0-9A-Fa-f]{4})_', lambda m: chr(int(m.group(1), 16)), shared[int(v.text)])
        if c.get('t') == 'b':
            return 'TRUE' if v.text == '1' else 'FALSE'
        if c.get('t') in ('str', 'e'):
            return '' if c.get('t') == 'e' else v.text
        if dates[int(c.get('s') or 0)]:
            t = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(float(v.text) * 86400))
            return t.strftime('%Y-%m-%d' if t.time() == datetime.time() else '%Y-%m-%d %H:%M:%S')
        return '%.15g' % float(v.text)

    def column(ref):
        n = 0
        for letter in re.match('[A-Z]+', ref).group():
            n = n * 26 + ord(letter) - 64
        return n - 1

    for row in ET.fromstring(z.read('xl/worksheets/sheet1.xml')).iter(NS + 'row'):
        cells = {column(c.get('r')): value(c) for c in row.iter(NS + 'c')}
        yield [cells.get(i, '') for i in range(max(cells, default=-1) + 1)]


def main(path):
    name = path.rsplit('/', 1)[-1]
    sheet = name.endswith('.xlsx')
    if name in TEXT:
        records = text_records(path, *TEXT[name])
    elif sheet:
        records = sheet_records(path)
    else:
        records = json_records(path) if name.endswith('json') else slid_records(path)
    records = [r for r in records if any(c.strip() for c in r)]
    header = [c.strip() or 'column%d' % (i + 1) for i, c in enumerate(records[0])]
    print(json.dumps(header))
    for r in records[1:]:
        if [c.strip() or 'column%d' % (i + 1) for i, c in enumerate(r)] == header:
            continue
        if sheet:
            r = (r + [''] * len(header))[:len(header)] if not any(r[len(header):]) else None
        elif len(r) > len(header) and not any(c.strip() for c in r[len(header):]):
            r = r[:len(header)]
        print(json.dumps(r if r and len(r) == len(header) else None))


main(sys.argv[1])
