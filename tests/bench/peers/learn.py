"""The reference of trained classifiers: scikit-learn on the same folds. With --sets DIR it writes the sets: lines "label TAB fold TAB text", five
stratified folds dealt with a seed, labels with fewer than five texts left out. With FILE it measures one set by words (Chinese: cut by jieba) and
by characters, TF-IDF and a linear SVM, and prints: accuracy, macro F1, seconds of training, texts predicted a second of processor time, for each."""
import csv
import os
import random
import sys
import time
from collections import Counter

csv.field_size_limit(10**9)
SETS = {
    "zh-gov": ("zh-gov-complaints/classified.csv", "label"), "zh-shopping-cat": ("zh-shopping10/reviews.csv", "cat"),
    "zh-shopping-pol": ("zh-shopping10/reviews.csv", "label"), "zh-hotel": ("zh-hotel/reviews.csv", "label"),
    "zh-waimai": ("zh-waimai/reviews.csv", "label"), "zh-weibo": ("zh-weibo-emotion/posts.csv", "label"),
    "zh-jd-group": ("zh-jd-aspects/aspects.csv", "group"), "zh-jd-aspect": ("zh-jd-aspects/aspects.csv", "aspect"),
    "zh-jd-sentiment": ("zh-jd-aspects/sentiment.csv", "label"), "en-banking77": ("en-banking77/queries.csv", "intent"),
    "en-bitext": ("en-bitext/utterances.csv", "intent"), "en-cfpb": ("en-cfpb/complaints.csv", "product"),
    "en-airline-reason": ("en-airline/tweets.csv", "reason"), "en-airline-sentiment": ("en-airline/tweets.csv", "sentiment"),
    "en-it-category": ("en-it-tickets/tickets.csv", "category"),
}
TEXT = ("title", "text", "body", "content", "review", "query", "utterance", "narrative", "detail", "sentence", "clause")


def write_sets(data, out):
    for name, (path, label) in SETS.items():
        with open(os.path.join(data, path), encoding="utf-8") as f:
            rows = list(csv.DictReader(f))
        columns = [c for c in TEXT if c in rows[0]]
        rows = [(r[label], " ".join(" ".join(r[c] for c in columns).split())) for r in rows if r.get(label)]
        often = Counter(label for label, _ in rows)
        rows = [r for r in rows if often[r[0]] >= 5]
        dealt, dice, fold = {}, random.Random(7), [0] * len(rows)
        for i, (label, _) in enumerate(rows):
            dealt.setdefault(label, []).append(i)
        for label in sorted(dealt):
            dice.shuffle(dealt[label])
            for k, i in enumerate(dealt[label]):
                fold[i] = k % 5
        with open(os.path.join(out, name + ".tsv"), "w", encoding="utf-8") as f:
            for (label, text), k in zip(rows, fold):
                f.write(f"{label}\t{k}\t{text}\n")
        print(name)


def measure(path):
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.svm import LinearSVC

    with open(path, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t", 2) for line in f]
    label, fold, text = np.array([r[0] for r in rows]), np.array([int(r[1]) for r in rows]), [r[2] for r in rows]
    chinese = os.path.basename(path).startswith("zh")
    words, cutting = text, 0.0
    if chinese:
        import jieba

        jieba.setLogLevel(60)
        jieba.initialize()
        start = time.process_time()
        words = [" ".join(w for w in jieba.lcut(t) if w.strip()) for t in text]
        cutting = time.process_time() - start

    def run(vectors, data, before):
        said, train, predict = np.empty(len(label), dtype=object), 0.0, before
        folds = int(fold.max()) + 1
        for k in range(folds):
            rest = np.where(fold != k)[0]
            asked = np.where(fold == k)[0]
            start = time.process_time()
            x = vectors.fit_transform([data[i] for i in rest])
            model = LinearSVC().fit(x, label[rest])
            train += time.process_time() - start
            start = time.process_time()
            said[asked] = model.predict(vectors.transform([data[i] for i in asked]))
            predict += time.process_time() - start
        return accuracy_score(label, said), f1_score(label, said, average="macro"), train / folds + before * 0.8, len(label) / predict

    a = run(TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\S+" if chinese else r"(?u)\w+"), words, cutting)
    b = run(TfidfVectorizer(sublinear_tf=True, analyzer="char" if chinese else "char_wb", ngram_range=(1, 2) if chinese else (2, 5)), text, 0.0)
    print("%.4f %.4f %.2f %.0f %.4f %.4f %.2f %.0f" % (a + b))


if sys.argv[1] == "--sets":
    write_sets(sys.argv[2], sys.argv[3])
else:
    measure(sys.argv[1])
