"""The words that invented people are named with. Every surname says that it is invented, in Dutch or in another
language.

No list here comes from a register, a phone book or a payroll.
"""

STEMS = tuple(
    "Alsof Bedacht Bedenk Concept Denkbeeld Dromen Droom Dummy Fabel Fantasie Fictie Figurant Fop Gedacht Gefingeer "
    "Hersen Hersenschim Idee Imago Kunstnaam Luchtbel Luchtkasteel Mijmer Mock Model Nabootser Namaak Nep Nergens "
    "Niemand Plaatje Proef Pseudo Schets Schijn Schim Schoolbord Sprook Sprookje Test Toneel Veins Verdicht Verzin "
    "Verzonnen Voorbeeld Waan Waanbeeld Wensel Wolken Zogenaam Zomaar".split()
)
ENDINGS = tuple(
    "stra sma inga ema man mans sen ink brink horst kamp veld huis berg dijk boer meijer wijk hof hoek brug laar "
    "vries beek donk es haar maat zoon kes tjes".split()
)
NOUNS = tuple(
    "Achterdicht Bedacht Bedenksel Beeldspraak Denkbeeld Doorsnee Drogbeeld Fabelveld Fantasia Fictie Figurant "
    "Hersenschim Hersenspinsel Kunstgreep Kunstnaam Luchtbel Luchtkasteel Modelmens Nergenshuizen Niemandsland "
    "Naamloos Proefveld Schaduwbeeld Schijngestalte Sprookjesbos Testveld Toverland Verzinsel Verzonnen Voorbeeld "
    "Voorwendsel Waanbeeld Wolkenveld Zomaarhof Zogenaamd Alsofhuis Dromenland Duimzuigers Gedachten".split()
)
PREFIXES = ("van", "de", "ter", "van der", "van de", "te", "van den", "op den")

DUTCH = {
    "m": tuple(
        "Aart Albert Alfons Anton Arend Arjan Arnold Barend Bas Ben Bennie Berend Bernard Bert Bjorn Bob Bram Cees "
        "Chris Coen Cor Daan Danny Dennis Derk Dick Dirk Eddy Edwin Egbert Erik Erwin Evert Ferry Frank Frans Fred "
        "Freek Gerard Gerben Gerrit Gert Gijs Guus Hans Harm Harrie Harry Hendrik Henk Herbert Herman Hennie Huub "
        "Jaap Jan Jaco Jasper Jelle Jeroen Jochem Johan Johnny Joop Joost Jos Jurgen Kees Klaas Koen Koos Lambert "
        "Leo Luuk Maarten Marcel Marco Mark Martijn Martin Mathijs Maurits Menno Michel Nico Niels Patrick Paul "
        "Peter Piet Pim Pieter Rein René Rick Rik Rob Roel Ron Ronald Rudie Ruud Sander Sjoerd Stefan Steven Teun "
        "Theo Thijs Tim Tinus Toon Vincent Wessel Wietse Willem Wim Wouter Gerrit-Jan Jan-Willem Johannes".split()
    ),
    "v": tuple(
        "Ada Agnes Alie Aly Anja Anna Annelies Annemarie Anneke Annet Ans Antje Astrid Bea Berendina Bertha Betsie "
        "Carla Carola Chantal Christa Coby Cora Corrie Daniëlle Debbie Diana Dinie Dora Doris Elly Elise Els Emmy "
        "Erna Esther Eva Femke Fien Frederika Gea Gerda Gerrie Gré Grietje Hanneke Hanny Harriët Hedwig Heleen "
        "Hennie Henriëtte Hermien Hilda Ida Ilse Ina Ineke Inge Ingrid Irene Jacqueline Janny Jannie Janneke Jenny "
        "Jet Johanna Jolanda José Judith Karin Kim Klazien Lenie Leonie Lia Lida Lies Linda Loes Lucie Manon "
        "Margriet Marga Maria Marian Marieke Marijke Marja Marleen Marloes Martha Mieke Mien Minke Mirjam Monique "
        "Nel Nettie Nicole Petra Regina Ria Rianne Riet Rita Roos Saskia Sandra Silvia Sonja Stien Suzanne Tiny "
        "Tineke Toos Trudy Truus Wilma Willemijn Yvonne".split()
    ),
}

# First names of men and of women, surnames. "Kurgusal", "zmyślony", "khayali", "contoh": imaginary, invented, example.
ELSEWHERE = (
    (
        tuple("Ahmet Ali Cemal Ercan Fatih Hakan Hasan Ibrahim Kemal Mehmet Murat Mustafa Osman Selim Yusuf".split()),
        tuple("Aylin Ayşe Elif Emine Fatma Gül Hatice Leyla Meryem Nuray Özlem Sevda Songül Yasemin Zeynep".split()),
        tuple("Kurgusal Hayali Uydurma Deneme Örnekçi Sanal Düşsel Masalcı Taklit Yokkişi Rüyacı Sözde".split()),
    ),
    (
        tuple("Abdel Ahmed Aziz Bilal Driss Hamid Hassan Idris Karim Khalid Mohamed Omar Rachid Said Youssef".split()),
        tuple("Aïcha Amina Fatiha Habiba Hanan Karima Khadija Laila Malika Nadia Rachida Samira Soraya Zohra".split()),
        ("El Khayali", "Wahmi", "El Mithali", "Tajribi", "Ben Wahm", "Khayali", "El Ismi", "Mithali", "Bou Khayal"),
    ),
    (
        tuple("Adam Andrzej Darek Grzegorz Jacek Jerzy Krzysztof Leszek Marek Paweł Piotr Tomasz Zbigniew".split()),
        tuple("Agnieszka Barbara Beata Danuta Elżbieta Ewa Halina Irena Joanna Katarzyna Małgorzata Teresa".split()),
        tuple("Zmyślik Przykład Fikcyjniak Wymysłek Próbniak Niebyłek Pozorek Atrapa Bajkowiak Wzorek".split()),
    ),
    (
        tuple("Alen Amir Dragan Emir Goran Ivan Jasmin Milan Mirza Nenad Petar Samir Vedad Zoran".split()),
        tuple("Amira Branka Dragana Emina Jasna Lejla Ljubica Mirela Nada Sanela Selma Snežana Vesna".split()),
        tuple("Izmišljić Primjerić Probnić Nepostojić Tobožić Umišljen Bajković Prividić Ogledić".split()),
    ),
    (
        tuple("Antonio Carlos Diego Fernando João José Luis Manuel Miguel Nuno Paulo Pedro Ricardo".split()),
        tuple("Ana Beatriz Carmen Conceição Dolores Fátima Inês Isabel Lucía Luísa Maria Pilar Rosa".split()),
        tuple("Ficticio Inventado Ejemplar Imaginario Fingido Exemplo Inexistente Supuesto Quimera".split()),
    ),
    (
        tuple("Agus Benny Dolf Eddie Frits Hengky John Rudy Sam Tommy Wempy".split()),
        tuple("Dewi Ester Indah Lena Merry Nona Ratna Rina Sari Tien Yuli".split()),
        tuple("Contohlatu Rekaan Khayalan Contoh Umpama Maya-Contoh Rekalatu Andaian".split()),
    ),
    (
        tuple("An Binh Duc Hai Hung Long Minh Nam Phong Quang Tuan".split()),
        tuple("Anh Chi Hoa Huong Lan Linh Mai Ngoc Phuong Thu Thuy".split()),
        ("Ví Dụ", "Hư Cấu", "Tưởng Tượng", "Thử Nghiệm", "Giả Định"),
    ),
)
