// model: trained classifiers of texts. A linear model over hashed n-grams: characters and pairs of Han, words, pairs of words and
// parts of words for other scripts; TF-IDF; one weight vector a class (one against the rest, L2-loss linear SVM with bias).
// Keywords of a class help while labels are few and fade as they grow. Confidence: margins through one temperature (one label a
// text) or one sigmoid (several), fitted on margins of texts that the model had not seen. Same samples in the same order, same bytes.
//
// The features, the solver and the calibration follow measurements on 22 public sets: no word segmentation, solver 1 of liblinear,
// bias, temperature by five-fold cross-validation; keyword scores after Joachims-style concatenation of a short dense vector.
//
// Usual order: fp_model_train, fp_model_write; later fp_model_read, fp_model_guess for each text, fp_model_evidence for one to show.
#ifndef FP_TEXT_MODEL_H
#define FP_TEXT_MODEL_H
#include "text/text.h"

#define FP_MODEL_CLASSES 1000      // most classes of a model
#define FP_MODEL_SAMPLES 500000    // most texts of a training

typedef struct {
	fp_str name;
	const fp_str *keyword;     // what speaks for the class before anybody labelled anything; may be none
	size_t keyword_n;
} fp_class_def;
typedef struct {
	fp_str text;
	const uint32_t *label;     // classes by number; exactly one unless `several`
	size_t label_n;
} fp_sample;
typedef struct {
	const fp_class_def *classes;
	size_t class_n;
	bool several;              // a text may have several labels or none
	bool balance;              // rare classes weigh more: better recall of them, a little less accuracy
	double cost;               // of an error; 0: 1
	double precision;          // that a sure guess must have; 0: 0.95
} fp_train_options;

typedef struct fp_model fp_model;
// USAGE for unusable options; LIMIT above the limits. Classes without samples are kept and rest on their keywords alone.
fp_model *fp_model_train(const fp_sample *samples, size_t n, const fp_train_options *o, fp_err *err);
void fp_model_free(fp_model *m);                 // NULL is fine
// The bytes of a file: a line "fupan-model 1", a line of JSON (the caller's `note`, an object's text on one line), then the weights.
fp_str fp_model_write(const fp_model *m, fp_str note, fp_arena *a);
fp_model *fp_model_read(fp_str bytes, fp_err *err);   // INVALID when it is none, is damaged or of another version
fp_str fp_model_note(const fp_model *m);         // valid as long as the model

typedef struct {
	size_t class_n, feature_n, sample_n;
	bool several;
	double accuracy;           // share of guesses right on texts not seen (`several`: of the labels said); NAN with too few samples to tell
	double sure;               // confidence from which guesses had the wanted precision; above 1: never
	double coverage;           // share of texts with a sure guess
} fp_model_facts;
fp_model_facts fp_model_about(const fp_model *m);
fp_str fp_model_class(const fp_model *m, size_t i);

typedef struct {
	uint32_t label;
	double confidence;         // 0..1; of all classes they add up to 1 unless `several`
	double margin;
} fp_guess;
// All classes, best first, equal ones in order of number. Several threads may ask one model.
size_t fp_model_guess(const fp_model *m, fp_arena *a, fp_str text, fp_guess **out);
typedef struct {
	size_t start, end;         // bytes of the text
	double weight;             // share of what spoke for the class, 0..1
} fp_weighed;
// Up to `most` places that spoke most for a class, heaviest first, not overlapping.
size_t fp_model_evidence(const fp_model *m, fp_arena *a, fp_str text, uint32_t label, size_t most, fp_weighed **out);

// ---- measuring
// fold[i] < folds says where sample i is left out; NULL: stratified by class and spread by a hash of the text, equal texts together.
// Each out[i] is the guess of the model that has not seen sample i: all classes, best first, in `a`.
typedef struct {
	fp_guess *guess;
	size_t n;
} fp_guesses;
bool fp_model_cross(const fp_sample *samples, size_t n, const fp_train_options *o, const uint32_t *fold, uint32_t folds, fp_arena *a,
	fp_guesses *out, fp_err *err) FP_MUST_USE;
void fp_model_folds(const fp_sample *samples, size_t n, uint32_t folds, fp_arena *a, uint32_t **fold);

typedef struct {
	double precision, recall, f1;      // 0 where undefined
	size_t support, guessed, right;
} fp_class_measure;
typedef struct {
	fp_class_measure *of;              // each class
	size_t class_n, n, decided;
	double accuracy, macro_f1, kappa;  // of the decided; macro over classes with support
	double coverage;                   // decided / n
	double ece;                        // expected calibration error, ten bins
	size_t *confusion;                 // [truth * class_n + guess], decided ones only
} fp_measure;
// Guesses below `sure` count as not decided. For samples with several labels each class is measured by itself (guessed when its
// confidence is at least `sure`), accuracy is the share of texts with exactly the right labels, and there is no confusion.
fp_measure fp_model_measure(const fp_sample *samples, const fp_guesses *g, size_t n, size_t class_n, bool several, double sure, fp_arena *a);
#endif
