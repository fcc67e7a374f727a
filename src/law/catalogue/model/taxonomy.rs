//! What data, offences and incidents are called.

use crate::law::catalogue::model::act::Title;
use crate::law::catalogue::table::table;
use crate::law::certainty::Certainty;

table! {
    /// What a text calls a category of data.
    pub struct CategoryName {
        /// Which text: a treaty, a regulation, a form.
        "text" => pub text: String,
        /// Its word.
        "word" => pub word: String,
    }
}

table! {
    /// A category of data, and the narrower ones that it takes in.
    pub struct Category {
        /// Its id, such as `traffic`.
        "id" => pub id: String,
        /// Its title.
        "title" => pub title: Title,
        /// What it is, in our words.
        opt "says" => pub says: Option<String>,
        /// Narrower categories.
        opt "includes" => pub includes: Vec<String>,
        /// What texts call it.
        opt "name" => pub names: Vec<CategoryName>,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}

table! {
    /// An offence as an act defines it.
    pub struct Offence {
        /// Its id, such as `ETS185-OFF-02`.
        "id" => pub id: String,
        /// The act.
        "act" => pub act: String,
        /// The article.
        "article" => pub article: String,
        /// Its title.
        "title" => pub title: Title,
        /// What is worth saying of it, in our words.
        opt "says" => pub says: Option<String>,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
        /// Set when the number of the article agrees with a published list of the act's structure.
        opt "corroborated" => pub corroborated: bool,
    }
}

table! {
    /// A class of incidents that incident handlers and prosecutors share.
    pub struct IncidentClass {
        /// Its id.
        "id" => pub id: String,
        /// Its title.
        "title" => pub title: Title,
        /// What it takes in, in our words.
        opt "says" => pub says: Option<String>,
        /// Offences that incidents of the class often are.
        opt "offences" => pub offences: Vec<String>,
        /// How sure these two are, where that differs from the class.
        opt "reading_certainty" => pub reading_certainty: Option<Certainty>,
        /// Where it was read.
        "source" => pub source: String,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}
